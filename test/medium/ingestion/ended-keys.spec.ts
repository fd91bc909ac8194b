import { randomBytes } from 'node:crypto';
import type { Database } from '@debrief/infra';
import type { IngestionService } from '@debrief/ingestion';
import { newId, type Scope } from '@debrief/kernel';
import { withAdmin } from '../../factories/record-check';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeIngestion } from './make-ingestion';

/** The guard may have seen the key seconds ago: the commit looks again. */
describe('appending with a key that has ended since the guard saw it', () => {
  let test: TestDatabase;
  let tenant: Tenant;
  let service: IngestionService;
  let database: Database;
  let scope: Scope;

  beforeAll(async () => {
    test = await openTestDatabase();
    const secrets = {
      rootSecret: randomBytes(32).toString('hex'),
      jwtSecret: 'j'.repeat(40),
      jwtIssuer: 'x',
      serverToken: 'x',
    };
    tenant = await mintTenant({ database: test, secrets });
    ({ service, database } = makeIngestion(test));
  });
  beforeEach(async () => {
    const { rows } = await change<{ id: string }>(
      `update debrief.api_key set revoked_at = null, expires_at = null where workspace_id = $1 returning id`,
    );
    scope = {
      workspaceId: tenant.workspaceId,
      projectId: tenant.projectId,
      actor: { type: 'api_key', id: rows[0]?.id ?? '', scopes: ['ingest'] },
      requestId: newId(),
    };
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const change = <R extends object>(text: string) =>
    withAdmin(test.adminUrl, (client) => client.query<R>(text, [tenant.workspaceId]));
  const started = (id: string) => [
    {
      type: 'state_change',
      session_id: id,
      timestamp: '2026-01-01T00:00:00Z',
      seq: 0,
      idempotency_key: `${id}:0`,
      payload: { name: 'session_started' },
    },
  ];
  const countTraces = async (id: string) => {
    const { rows } = await change<{ n: number }>(
      `select count(*)::int as n from debrief.trace where workspace_id = $1 and external_id = '${id}'`,
    );
    return rows[0]?.n;
  };

  it.each([
    ['revoked', 'revoked_at', 'key_revoked'],
    ['expired', 'expires_at', 'key_expired'],
  ])('%s: nothing is stored and no trace is started', async (_name, column, reason) => {
    await change(`update debrief.api_key set ${column} = now() where workspace_id = $1`);
    const id = newId();
    await expect(service.append(scope, id, started(id))).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason });
    expect(await countTraces(id)).toBe(0);
  });

  it('not yet ended: the grace of a rotation still counts', async () => {
    await change(`update debrief.api_key set expires_at = now() + interval '1 hour' where workspace_id = $1`);
    const id = newId();
    await expect(service.append(scope, id, started(id))).resolves.toMatchObject({ accepted: 1 });
    expect(await countTraces(id)).toBe(1);
  });
});
