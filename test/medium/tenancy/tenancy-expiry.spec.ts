import { Database } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { TenancyExpiryService } from '@debrief/tenancy';
import { sql } from 'kysely';
import { createRunsFixture, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';

describe('what time does to credentials', () => {
  let test: TestDatabase;
  let database: Database;
  let service: TenancyExpiryService;
  let workspace: RunsFixture;

  const insertKey = async (expiresIn: number | null, isRevoked = false): Promise<string> => {
    const id = newId();
    await database.inWorkspace(workspace.scope, (tx) =>
      sql`insert into api_key (id, project_id, name, public_key, key_hash, preview, scopes, expires_at, revoked_at)
          values (${id}, ${workspace.projectId}, 'key', ${id}, ${Buffer.from(id)}, 'dbf', '{read}', now() + make_interval(secs => ${expiresIn}), ${isRevoked ? new Date() : null})`.execute(
        tx,
      ),
    );
    return id;
  };
  const audited = async (): Promise<string[]> => {
    const rows = await database.inWorkspace(workspace.scope, (tx) =>
      tx.selectFrom('auditLog').select('targetId').where('action', '=', 'api_key.expired').execute(),
    );
    return rows.map(({ targetId }) => targetId);
  };

  beforeAll(async () => {
    test = await openTestDatabase();
    database = new Database({ url: test.databaseUrl, poolMax: 5 });
    service = new TenancyExpiryService(database);
  });
  beforeEach(async () => {
    workspace = await createRunsFixture(database);
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  it('tells the audit log of each key that ran out, once, also with two workers', async () => {
    const id = await insertKey(-1);
    await Promise.all([service.recordExpiredKeys(workspace.scope), service.recordExpiredKeys(workspace.scope)]);
    await service.recordExpiredKeys(workspace.scope);
    expect(await audited()).toEqual([id]);
  });

  it.each([
    ['does not run out', null, false],
    ['runs out later', 60, false],
    ['was revoked before', -1, true],
  ])('says nothing of a key that %s', async (_name, expiresIn, isRevoked) => {
    await insertKey(expiresIn, isRevoked);
    expect(await service.recordExpiredKeys(workspace.scope)).toBe(0);
    expect(await audited()).toEqual([]);
  });

  it('forgets stored answers after 24 hours, not before', async () => {
    for (const hours of [23, 25]) {
      await database.inWorkspace(workspace.scope, (tx) =>
        sql`insert into idempotency_record (principal, route, key, request_hash, created_at) values ('p', 'r', ${String(hours)}, '\\x00', now() - make_interval(hours => ${hours}))`.execute(
          tx,
        ),
      );
    }
    await database.asSystem('sweep', (tx) => service.sweepIdempotencyRecords(tx));
    const kept = await database.inWorkspace(workspace.scope, (tx) =>
      tx.selectFrom('idempotencyRecord').select('key').execute(),
    );
    expect(kept).toEqual([{ key: '23' }]);
  });
});
