import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactsService } from '@debrief/artifacts';
import { Database, jobNames, LocalObjectStore } from '@debrief/infra';
import { ExpiryService } from '@debrief/ingestion';
import { type Scope, unavailable } from '@debrief/kernel';
import { RetentionService } from '@debrief/retention';
import { TenancyExpiryService } from '@debrief/tenancy';
import { sql } from 'kysely';
import { createRunsFixture, insertArtifact, insertRun, type RunShape, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { configWith } from '../jobs/config-with';

const day = 86_400;

/** Refuses what it is told to, and lets something happen while it is at work. */
class TroubledStore extends LocalObjectStore {
  readonly stuck = new Set<string>();
  meanwhile = async (): Promise<void> => undefined;

  override async remove(paths: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    await super.remove(paths.filter((path) => !this.stuck.has(path)));
    await this.meanwhile();
    return new Map(paths.filter((path) => this.stuck.has(path)).map((path) => [path, unavailable('no', 1)]));
  }
}

describe('retention', () => {
  let test: TestDatabase;
  let database: Database;
  let retention: RetentionService;
  let expiry: ExpiryService;
  let runs: RunsFixture;
  let store: TroubledStore;
  const folder = mkdtempSync(join(tmpdir(), 'retention-objects-'));

  const insertRunWithArtifact = async (shape: RunShape): Promise<string> => {
    const id = await insertRun(database, runs, shape);
    await insertArtifact(database, runs, id);
    return id;
  };
  /** A run with an object that the store refuses to delete. */
  const insertStuckRun = async (shape: RunShape): Promise<string> => {
    const id = await insertRun(database, runs, shape);
    store.stuck.add(await insertArtifact(database, runs, id));
    return id;
  };
  const count = async (scope: Scope): Promise<Record<string, number>> => {
    const { rows } = await database.inWorkspace(scope, (tx) =>
      sql<Record<string, number>>`
        select (select count(*) from trace) as traces, (select count(*) from event) as events, (select count(*) from artifact) as artifacts,
               (select count(*) from append_ledger) as ledger, (select floor_position from stream_position) as floor`.execute(
        tx,
      ),
    );
    return rows[0] ?? {};
  };
  const auditOf = (scope: Scope) =>
    database.inWorkspace(scope, (tx) =>
      tx.selectFrom('auditLog').select(['action', 'targetId', 'details']).orderBy('id').execute(),
    );
  const run = (changes: { limit?: number; isDryRun?: boolean; project?: string } = {}) =>
    retention.run(runs.scope, { limit: 100, isDryRun: false, ...changes });

  beforeAll(async () => {
    test = await openTestDatabase();
    database = new Database({ url: test.databaseUrl, poolMax: 5 });
    expiry = new ExpiryService(database);
    store = new TroubledStore({ folder, publicUrl: 'http://127.0.0.1', signingKey: new Uint8Array(32) });
    await store.ensureBucket();
    retention = new RetentionService(
      database,
      expiry,
      new TenancyExpiryService(database),
      new ArtifactsService(database, store, configWith(test)),
    );
  });
  beforeEach(async () => {
    runs = await createRunsFixture(database);
    store.meanwhile = async () => undefined;
    store.stuck.clear();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.close();
    await test.close();
  });

  it.each([
    ['a run whose last event is a day short of the limit stays', 30, { silentFor: 29 * day }, 0],
    ['a run whose last event is as old as the limit goes', 30, { silentFor: 30 * day }, 1],
    ['a run without events counts from its start', 30, { silentFor: 31 * day, events: 0 }, 1],
    ['with 0 days a run expires at once', 0, { silentFor: 0 }, 1],
  ])('%s', async (_name, retentionDays, shape, traces) => {
    runs = await createRunsFixture(database, { retentionDays });
    await insertRun(database, runs, shape);
    expect(await run()).toMatchObject({ traces });
    expect(await count(runs.scope)).toMatchObject({ traces: 1 - traces });
  });

  it('takes everything that hangs on a run, raises the floor, and writes down what went', async () => {
    const old = await insertRun(database, runs, { silentFor: 40 * day, events: 3 });
    await insertArtifact(database, runs, old);
    await insertRun(database, runs, { silentFor: day, events: 2 });
    expect(await run()).toEqual({ traces: 1, events: 3, artifacts: 1, failed: [], hasMore: false });
    expect(await count(runs.scope)).toEqual({ traces: 1, events: 2, artifacts: 0, ledger: 1, floor: 3 });
    expect(await auditOf(runs.scope)).toEqual([
      { action: 'retention.run', targetId: runs.projectId, details: { traces: 1, events: 3, artifacts: 1 } },
    ]);
  });

  it('does nothing the second time, and leaves no audit row of it', async () => {
    await insertRun(database, runs, { silentFor: 40 * day });
    await run();
    expect(await run()).toMatchObject({ traces: 0, events: 0 });
    expect(await auditOf(runs.scope)).toHaveLength(1);
  });

  it('only counts in a dry run', async () => {
    await insertRunWithArtifact({ silentFor: 40 * day, events: 3 });
    const before = await count(runs.scope);
    expect(await run({ isDryRun: true })).toEqual({ traces: 1, events: 3, artifacts: 1, failed: [], hasMore: false });
    expect(await count(runs.scope)).toEqual(before);
    expect(await auditOf(runs.scope)).toEqual([]);
  });

  it('keeps the rows of a run whose object could not be deleted, and says so', async () => {
    const kept = await insertStuckRun({ silentFor: 41 * day });
    await insertRun(database, runs, { silentFor: 40 * day });
    expect(await run()).toMatchObject({ traces: 1, failed: [{ projectId: runs.projectId, externalId: kept }] });
    expect(await count(runs.scope)).toMatchObject({ traces: 1, events: 1, artifacts: 1 });
  });

  it('keeps a run to which an event was appended meanwhile', async () => {
    const id = await insertRunWithArtifact({ silentFor: 40 * day });
    store.meanwhile = () =>
      database.inWorkspace(runs.scope, async (tx) => {
        await sql`update trace set last_event_at = now(), last_event_minute = date_trunc('minute', now()) where id = ${id}`.execute(
          tx,
        );
      });
    expect(await run()).toMatchObject({ traces: 0 });
    expect(await count(runs.scope)).toMatchObject({ traces: 1, events: 1, floor: 0 });
  });

  it('keeps a run to which an artifact was uploaded meanwhile: its object is not gone', async () => {
    const id = await insertRunWithArtifact({ silentFor: 40 * day });
    store.meanwhile = async () => void (await insertArtifact(database, runs, id));
    expect(await run()).toMatchObject({ traces: 0, artifacts: 1 });
    store.meanwhile = async () => undefined;
    expect(await run()).toMatchObject({ traces: 1, artifacts: 1 });
  });

  it('counts each run once when two workers run at the same time', async () => {
    for (let i = 0; i < 20; i++) await insertRun(database, runs, { silentFor: 40 * day, events: 2 });
    const [one, two] = await Promise.all([run(), run()]);
    expect(one.traces + two.traces).toBe(20);
    expect(one.events + two.events).toBe(40);
  });

  it('takes the project that is named, by id or slug, or all of the workspace', async () => {
    await insertRun(database, runs, { silentFor: 40 * day });
    expect(await run({ project: 'default', isDryRun: true })).toMatchObject({ traces: 1 });
    expect(await run({ project: runs.projectId, isDryRun: true })).toMatchObject({ traces: 1 });
    expect(await run({ isDryRun: true })).toMatchObject({ traces: 1 });
  });

  it('does not touch another workspace', async () => {
    const other = await createRunsFixture(database);
    await insertRun(database, other, { silentFor: 40 * day });
    expect(await run()).toMatchObject({ traces: 0 });
    await expect(run({ project: other.projectId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await count(other.scope)).toMatchObject({ traces: 1 });
  });

  it('stops at the limit and says that there is more', async () => {
    for (let i = 0; i < 3; i++) await insertRun(database, runs, { silentFor: 40 * day });
    expect(await run({ limit: 2 })).toMatchObject({ traces: 2, hasMore: true });
    expect(await run({ limit: 2 })).toMatchObject({ traces: 1, hasMore: false });
  });

  it('asks for the next job behind the last run of a full one, so that stuck runs do not stand in the way', async () => {
    await insertStuckRun({ silentFor: 40 * day });
    await database.inWorkspace(runs.scope, (tx) =>
      sql`insert into trace (id, project_id, external_id, session_id, started_at, last_event_minute)
          select gen_random_uuid(), ${runs.projectId}, n, n, now() - interval '40 days', now() - interval '40 days' from generate_series(1, 500) n`.execute(
        tx,
      ),
    );
    await retention.expireTraces(runs.scope, { projectId: runs.projectId });
    const [job] = await database.inWorkspace(runs.scope, (tx) =>
      tx.selectFrom('jobOutbox').select(['name', 'payload']).execute(),
    );
    expect(job).toMatchObject({
      name: 'retention.expire-traces',
      payload: { projectId: runs.projectId, afterTraceId: expect.any(String) },
    });
    await retention.expireTraces(runs.scope, job?.payload as { projectId: string; afterTraceId: string });
    expect(await count(runs.scope)).toMatchObject({ traces: 1 });
  });

  describe('of a deleted project', () => {
    const remove = () =>
      database.inWorkspace(runs.scope, (tx) =>
        tx.updateTable('project').set({ deletedAt: new Date() }).where('id', '=', runs.projectId).execute(),
      );
    const projects = () => database.inWorkspace(runs.scope, (tx) => tx.selectFrom('project').select('id').execute());

    it('takes all runs, then the project', async () => {
      await insertRun(database, runs, { silentFor: 0 });
      await remove();
      await retention.expireTraces(runs.scope, { projectId: runs.projectId });
      expect(await count(runs.scope)).toMatchObject({ traces: 0, events: 0 });
      expect(await projects()).toEqual([]);
      expect((await auditOf(runs.scope)).map(({ action }) => action)).toEqual(['retention.run', 'project.remove']);
    });

    it('keeps the project while a run of it is left', async () => {
      await insertStuckRun({ silentFor: 0 });
      await remove();
      await retention.expireTraces(runs.scope, { projectId: runs.projectId });
      expect(await projects()).toHaveLength(1);
    });

    it('is asked for by the sweep', async () => {
      await remove();
      await database.asSystem('sweep', (tx) => retention.sweep(tx));
      const jobs = await database.asSystem('sweep', (tx) =>
        tx
          .selectFrom('jobOutbox')
          .select(['name', 'payload'])
          .where('workspaceId', '=', runs.scope.workspaceId)
          .execute(),
      );
      expect(jobs).toEqual([{ name: 'retention.expire-traces', payload: { projectId: runs.projectId } }]);
      expect(jobNames).toContain(jobs[0]?.name);
    });
  });

  describe('on demand', () => {
    it('deletes one run with its artifacts and leaves the floor where it was', async () => {
      const id = await insertRun(database, runs, { silentFor: 0, events: 2 });
      await insertRun(database, runs, { silentFor: 0 });
      await insertArtifact(database, runs, id);
      await retention.deleteTrace(runs.scope, id);
      expect(await count(runs.scope)).toEqual({ traces: 1, events: 1, artifacts: 0, ledger: 1, floor: 0 });
      expect(await auditOf(runs.scope)).toEqual([{ action: 'trace.delete', targetId: id, details: { events: 2 } }]);
    });

    it('deletes no row when an object cannot be deleted', async () => {
      const id = await insertStuckRun({ silentFor: 0 });
      await expect(retention.deleteTrace(runs.scope, id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(await count(runs.scope)).toMatchObject({ traces: 1 });
    });

    it('does not find a run of another workspace', async () => {
      const other = await createRunsFixture(database);
      const id = await insertRun(database, other, { silentFor: 0 });
      await expect(retention.deleteTrace(runs.scope, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });
});
