import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '@debrief/infra';
import { CreationsService, type EntityService, type IngestionService, type NewEntity } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { exportOf, makeSpan, spanId } from '../../factories/span-export';
import { keyScopeOf, mintTenant, type Tenant } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeEntities } from './make-entities';

describe('creating traces and observations', () => {
  let test: TestDatabase;
  let tenant: Tenant;
  let entities: EntityService;
  let ingestion: IngestionService;
  let creations: CreationsService;
  let database: Database;

  beforeAll(async () => {
    test = await openTestDatabase();
    ({ entities, ingestion, database } = makeEntities(test));
    creations = new CreationsService(database, entities, { secret: 'x' });
  });
  beforeEach(async () => {
    const secret = (): string => randomBytes(32).toString('hex');
    const secrets = { rootSecret: secret(), jwtSecret: secret(), jwtIssuer: 'x', serverToken: 'x' };
    tenant = await mintTenant({ database: test, secrets });
  });
  afterEach(() =>
    withAdmin(test.adminUrl, async (client) => {
      expect(await findContradictions(client, tenant.workspaceId)).toEqual([]);
      // What was refused leaves no trace of itself.
      const { rows } = await client.query(
        `select n.kind, n.external_id from debrief.entity n
          where n.workspace_id = $1 and not exists (
            select from debrief.entity_event e
             where e.workspace_id = n.workspace_id and e.entity_kind = n.kind and e.entity_id = n.external_id)`,
        [tenant.workspaceId],
      );
      expect(rows).toEqual([]);
    }),
  );
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const create = (entity: NewEntity['entity'], id: string, body: JsonObject): Promise<boolean | string> =>
    creations
      .create(keyScopeOf(tenant), tenant.projectId, { entity, id, body: structuredClone(body) })
      .catch((error: { code?: string }) => error.code ?? String(error));
  const namesOf = (entity: NewEntity['entity']): Promise<{ id: string; name: string }[]> =>
    withAdmin(test.adminUrl, async (client) => {
      const { rows } = await client.query<{ id: string; name: string }>(
        entity === 'trace'
          ? `select external_id as id, name from debrief.trace where workspace_id = $1`
          : `select span_id as id, name from debrief.event where workspace_id = $1`,
        [tenant.workspaceId],
      );
      return rows;
    });

  const ids = Array.from({ length: 12 }, (_, n) => `id-${n}`);

  it.each([['trace'], ['observation']] as const)('stores one of two contents of a %s at once', async (entity) => {
    const [one, other] = [
      { name: 'one', traceId: 't', metadata: { one: 1 } },
      { name: 'other', traceId: 't', metadata: { other: 1 } },
    ];
    const outcomes = await Promise.all(
      ids.map((id) => Promise.all([create(entity, id, one), create(entity, id, other)])),
    );
    expect(outcomes.map((pair) => pair.toSorted())).toEqual(ids.map(() => ['CONFLICT', true]));
    const won = ids.map((id, n) => ({ id, name: outcomes[n]![0] === true ? 'one' : 'other' }));
    expect(await namesOf(entity)).toEqual(expect.arrayContaining(won));
  });

  it.each([['trace'], ['observation']] as const)('knows one content of a %s that comes at once', async (entity) => {
    const body = { name: 'one', traceId: 't' };
    const outcomes = await Promise.all(
      ids.map((id) => Promise.all([create(entity, id, body), create(entity, id, body), create(entity, id, body)])),
    );
    expect(outcomes.map((all) => all.toSorted())).toEqual(ids.map(() => [false, false, true]));
    expect(await create(entity, 'id-0', { ...body, name: 'later' })).toBe('CONFLICT');
    expect(await create(entity, 'id-0', body)).toBe(false);
  });

  it('fills a trace that others opened, but takes over no observation', async () => {
    await entities.record(keyScopeOf(tenant), tenant.projectId, [
      ...(['o-1', 'o-2'] as const).map((id) => ({
        ...({ entity: 'observation', kind: 'create', id, eventId: randomUUID() } as const),
        ...{ timestamp: new Date(), body: { traceId: 't-1', name: 'sent' } },
      })),
    ]);
    expect(await create('trace', 't-1', { name: 'made' })).toBe(true);
    expect(await create('observation', 'o-1', { traceId: 't-1', name: 'made' })).toBe('CONFLICT');
    expect(await namesOf('observation')).toMatchObject([{ name: 'sent' }, { name: 'sent' }]);
  });

  it('takes over no span that came meanwhile', async () => {
    const traceId = 'a'.repeat(32);
    const span = makeSpan({
      ...{ traceId, spanId: spanId(1), parentSpanId: null },
      ...{ start: 1, end: 2, attributes: {} },
    });
    await ingestion.appendSpans(keyScopeOf(tenant), tenant.projectId, exportOf([span]));
    expect(await create('observation', spanId(1), { traceId, name: 'made' })).toBe('CONFLICT');
    expect(await namesOf('observation')).toMatchObject([{ id: spanId(1), name: span.name }]);
  });
});
