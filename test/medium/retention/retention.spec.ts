import { Database, jobNames } from '@debrief/infra';
import { ExpiryService } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { type ArtifactRemover, RetentionService } from '@debrief/retention';
import { TenancyExpiryService } from '@debrief/tenancy';
import { sql } from 'kysely';
import { createRunsFixture, insertArtifact, insertRun, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';

const day = 86_400;

describe('retention', () => {
  let test: TestDatabase;
  let database: Database;
  let retention: RetentionService;
  let expiry: ExpiryService;
  let runs: RunsFixture;
  /** Traces whose objects the store refuses to delete. */
  const stuck = new Set<string>();
  /** Called between the deletion of objects and that of rows. */
  let meanwhile: () => Promise<void>;

  // The object store is at the edge; this remover has no bytes, but treats the rows as the real one does.
  const artifacts: ArtifactRemover = {
    removeOfTraces: async (scope, traceIds) => {
      const removable = traceIds.filter((id) => !stuck.has(id));
      const { numAffectedRows } = await database.inWorkspace(scope, (tx) => sql`delete from artifact where trace_id = any(${removable}::uuid[])`.execute(tx));
      await meanwhile();
      return { removed: Number(numAffectedRows), failedTraceIds: traceIds.filter((id) => stuck.has(id)) };
    },
  };

  const count = async (scope: Scope): Promise<Record<string, number>> => {
    const { rows } = await database.inWorkspace(scope, (tx) =>
      sql<Record<string, number>>`
        select (select count(*) from trace) as traces, (select count(*) from event) as events, (select count(*) from artifact) as artifacts,
               (select count(*) from append_ledger) as ledger, (select floor_position from stream_position) as floor`.execute(tx),
    );
    return rows[0] ?? {};
  };
  const auditOf = (scope: Scope) => database.inWorkspace(scope, (tx) => tx.selectFrom('auditLog').select(['action', 'targetId', 'details']).orderBy('id').execute());
  const run = (changes: { limit?: number; isDryRun?: boolean; afterTraceId?: string } = {}) =>
    retention.run(runs.scope, { projectId: runs.projectId, limit: 100, isDryRun: false, ...changes });

  beforeAll(async () => {
    test = await openTestDatabase();
    database = new Database({ url: test.databaseUrl, poolMax: 5 });
    expiry = new ExpiryService(database);
    retention = new RetentionService(database, expiry, new TenancyExpiryService(database), artifacts);
  });
  beforeEach(async () => {
    runs = await createRunsFixture(database);
    meanwhile = async () => undefined;
    stuck.clear();
  });
  afterAll(async () => {
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
    expect(await run()).toEqual({ traces: 1, events: 3, artifacts: 1, failed: [], lastTraceId: null });
    expect(await count(runs.scope)).toEqual({ traces: 1, events: 2, artifacts: 0, ledger: 1, floor: 3 });
    expect(await auditOf(runs.scope)).toEqual([{ action: 'retention.run', targetId: runs.projectId, details: { traces: 1, events: 3 } }]);
  });

  it('does nothing the second time, and leaves no audit row of it', async () => {
    await insertRun(database, runs, { silentFor: 40 * day });
    await run();
    expect(await run()).toMatchObject({ traces: 0, events: 0 });
    expect(await auditOf(runs.scope)).toHaveLength(1);
  });

  it('only counts in a dry run', async () => {
    await insertRun(database, runs, { silentFor: 40 * day, events: 3 });
    const before = await count(runs.scope);
    expect(await run({ isDryRun: true })).toMatchObject({ traces: 1, events: 3 });
    expect(await count(runs.scope)).toEqual(before);
    expect(await auditOf(runs.scope)).toEqual([]);
  });

  it('keeps the rows of a run whose object could not be deleted, and says so', async () => {
    const kept = await insertRun(database, runs, { silentFor: 41 * day });
    await insertArtifact(database, runs, kept);
    await insertRun(database, runs, { silentFor: 40 * day });
    stuck.add(kept);
    expect(await run()).toMatchObject({ traces: 1, failed: [kept] });
    expect(await count(runs.scope)).toMatchObject({ traces: 1, events: 1, artifacts: 1 });
  });

  it('keeps a run to which an event was appended meanwhile', async () => {
    const id = await insertRun(database, runs, { silentFor: 40 * day });
    meanwhile = () =>
      database.inWorkspace(runs.scope, async (tx) => {
        await sql`update trace set last_event_at = now(), last_event_minute = date_trunc('minute', now()) where id = ${id}`.execute(tx);
      });
    expect(await run()).toMatchObject({ traces: 0 });
    expect(await count(runs.scope)).toMatchObject({ traces: 1, events: 1, floor: 0 });
  });

  it('keeps a run to which an artifact was uploaded meanwhile: its object is not gone', async () => {
    const id = await insertRun(database, runs, { silentFor: 40 * day });
    meanwhile = () => insertArtifact(database, runs, id);
    expect(await run()).toMatchObject({ traces: 0 });
    meanwhile = async () => undefined;
    expect(await run()).toMatchObject({ traces: 1, artifacts: 1 });
  });

  it('counts each run once when two workers run at the same time', async () => {
    for (let i = 0; i < 20; i++) await insertRun(database, runs, { silentFor: 40 * day, events: 2 });
    const [one, two] = await Promise.all([run(), run()]);
    expect(one.traces + two.traces).toBe(20);
    expect(one.events + two.events).toBe(40);
  });

  it('does not touch another project', async () => {
    const other = await createRunsFixture(database);
    await insertRun(database, other, { silentFor: 40 * day });
    expect(await run()).toMatchObject({ traces: 0 });
    await expect(retention.run(runs.scope, { projectId: other.projectId, limit: 100, isDryRun: false })).resolves.toMatchObject({ traces: 0 });
    expect(await count(other.scope)).toMatchObject({ traces: 1 });
  });

  it('goes on behind the last run that it looked at', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await insertRun(database, runs, { silentFor: 40 * day }));
    stuck.add(ids[0] ?? '');
    const first = await run({ limit: 2 });
    expect(first).toMatchObject({ traces: 1, lastTraceId: ids[1] });
    expect(await run({ limit: 2, afterTraceId: first.lastTraceId ?? undefined })).toMatchObject({ traces: 1, lastTraceId: null });
  });

  describe('of a deleted project', () => {
    const remove = () => database.inWorkspace(runs.scope, (tx) => tx.updateTable('project').set({ deletedAt: new Date() }).where('id', '=', runs.projectId).execute());
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
      const id = await insertRun(database, runs, { silentFor: 0 });
      stuck.add(id);
      await remove();
      await retention.expireTraces(runs.scope, { projectId: runs.projectId });
      expect(await projects()).toHaveLength(1);
    });

    it('is asked for by the sweep', async () => {
      await remove();
      await database.asSystem('sweep', (tx) => retention.sweep(tx));
      const jobs = await database.asSystem('sweep', (tx) => tx.selectFrom('jobOutbox').select(['name', 'payload']).where('workspaceId', '=', runs.scope.workspaceId).execute());
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
      const id = await insertRun(database, runs, { silentFor: 0 });
      stuck.add(id);
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
