import { Database, type WorkspaceTx } from '@debrief/infra';
import {
  getIncident,
  listIncidentTraces,
  noteFixDispatched,
  noteFixResult,
  noteRegression,
  readIncidentRecords,
  toIncidentResponse,
} from '@debrief/incidents';
import { newId } from '@debrief/kernel';
import { insertIncident, insertIncidentTrace } from '../../factories/incidents';
import { createRunsFixture, insertRun, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';

const now = new Date('2026-11-25T12:00:00Z');

describe('what features to the right do to an incident', () => {
  let test: TestDatabase;
  let database: Database;
  let runs: RunsFixture;
  let traceId: string;
  beforeAll(async () => {
    test = await openTestDatabase();
    database = new Database({ url: test.databaseUrl, poolMax: 5 });
    runs = await createRunsFixture(database);
    traceId = await insertRun(database, runs, { silentFor: 0 });
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const inWorkspace = <T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T> => database.inWorkspace(runs.scope, work);
  const make = (status: string): Promise<string> =>
    inWorkspace(async (tx) => {
      const id = await insertIncident(tx, runs.projectId, { status });
      await insertIncidentTrace(tx, id, traceId);
      return id;
    });
  const read = (id: string) => inWorkspace((tx) => getIncident(tx, runs.scope, id));
  const auditOf = (id: string) =>
    inWorkspace((tx) =>
      tx.selectFrom('auditLog').select(['action', 'details']).where('targetId', '=', id).orderBy('id').execute(),
    );
  const ledgerOf = (id: string) =>
    inWorkspace((tx) => tx.selectFrom('appendLedger').select(['kind', 'traceId']).where('recordId', '=', id).execute());

  it('a dispatched fix is audited and put on the stream, once', async () => {
    const id = await make('triaged');
    await inWorkspace((tx) => noteFixDispatched(tx, runs.scope, id));
    await inWorkspace((tx) => noteFixDispatched(tx, runs.scope, id));
    expect((await read(id)).status).toBe('fixing');
    expect(await auditOf(id)).toEqual([
      {
        action: 'incident.fix_dispatched',
        details: { before: { status: 'triaged' }, after: { status: 'fixing' } },
      },
    ]);
    expect(await ledgerOf(id)).toEqual([{ kind: 'incident', traceId }]);
  });

  it('a verdict of fixed verifies an incident that is being fixed, and no other', async () => {
    const [fixing, triaged] = [await make('fixing'), await make('triaged')];
    for (const id of [fixing, triaged]) await inWorkspace((tx) => noteRegression(tx, runs.scope, id, 'fixed', now));
    expect(await read(fixing)).toMatchObject({ status: 'verified', verifiedAt: now });
    expect(await read(triaged)).toMatchObject({ status: 'triaged', verifiedAt: null });
    expect(await auditOf(triaged)).toEqual([]);
  });

  it('a result is kept with its pull request; one without keeps the link that stands', async () => {
    const id = await make('fixing');
    const prUrl = 'https://github.com/acme/agents/pull/7';
    await inWorkspace((tx) => noteFixResult(tx, runs.scope, id, { prUrl, result: '{"fallback":false}' }));
    await inWorkspace((tx) => noteFixResult(tx, runs.scope, id, { prUrl: null, result: '{"fallback":true}' }));
    expect(toIncidentResponse(await read(id))).toMatchObject({ pr_url: prUrl, fix_agent_result: { fallback: true } });
    expect((await auditOf(id)).map(({ action }) => action)).toEqual(['incident.fix_result', 'incident.fix_result']);
  });

  it('an incident is not there for the key of another project, nor under an id that is none', async () => {
    const id = await make('new');
    const other = { ...runs.scope, projectId: newId() };
    await expect(inWorkspace((tx) => getIncident(tx, other, id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(inWorkspace((tx) => getIncident(tx, runs.scope, 'x'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(inWorkspace((tx) => noteFixDispatched(tx, other, id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('one that was merged is the incident that it was merged into', async () => {
    const [from, into] = [await make('new'), await make('new')];
    await inWorkspace((tx) => tx.updateTable('incident').set({ mergedInto: into }).where('id', '=', from).execute());
    await inWorkspace((tx) => noteFixDispatched(tx, runs.scope, from));
    expect(await read(from)).toMatchObject({ id: into, status: 'fixing' });
  });

  it('its runs are listed newest first', async () => {
    const id = await make('new');
    const newer = await insertRun(database, runs, { silentFor: 0 });
    await inWorkspace((tx) => insertIncidentTrace(tx, id, newer, { criticalStepSeq: 4 }));
    const listed = await inWorkspace((tx) => listIncidentTraces(tx, id, { limit: 5 }));
    expect(listed.map((one) => [one.traceId, one.externalId, one.criticalStepSeq])).toEqual([
      [newer, newer, 4],
      [traceId, traceId, null],
    ]);
    expect(await inWorkspace((tx) => listIncidentTraces(tx, id, { limit: 1 }))).toHaveLength(1);
    expect(await read(id)).toMatchObject({ representativeSessionId: traceId, sessionIds: [newer, traceId] });
  });

  it('the stream reads the same row', async () => {
    const id = await make('new');
    const records = await database.inWorkspaceClient(runs.scope.workspaceId, (client) =>
      readIncidentRecords(client, [id, newId()]),
    );
    expect([...records]).toEqual([[id, JSON.stringify(toIncidentResponse(await read(id)))]]);
  });
});
