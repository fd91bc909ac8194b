import { Cursors, Database, deriveKey, type WorkspaceTx } from '@debrief/infra';
import { getIncident, type IncidentRow, IncidentsService } from '@debrief/incidents';
import { type Found, makeVerdict, storeVerdict } from '../../factories/verdicts';
import { createRunsFixture, insertRun, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';

export interface IncidentsSuite {
  readonly test: TestDatabase;
  readonly database: Database;
  readonly incidents: IncidentsService;
  /** A workspace of the test's own. */
  runs: RunsFixture;
  /** Workspaces that were announced on the bus. */
  readonly announced: string[];
  inWorkspace<T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T>;
  /** A run of which these detections are known; it started so many seconds ago. @returns its id */
  addRun(found: readonly Found[], secondsAgo?: number): Promise<string>;
  /** Such a run, absorbed. @returns the incidents that it is in */
  absorb(found: readonly Found[], secondsAgo?: number): Promise<readonly IncidentRow[]>;
  /** Another verdict on a run, absorbed. */
  reanalyse(traceId: string, found: readonly Found[]): Promise<readonly IncidentRow[]>;
  /** All incidents of the workspace that were not merged, oldest first. */
  all(): Promise<IncidentRow[]>;
  auditOf(incidentId: string): Promise<{ action: string; details: Record<string, unknown> }[]>;
}

/** The service on a database of the suite's own, with a new workspace for each test. Call it inside `describe`. */
export const useIncidents = (): IncidentsSuite => {
  const suite = {} as IncidentsSuite & { test: TestDatabase; database: Database; incidents: IncidentsService };
  beforeAll(async () => {
    const announced: string[] = [];
    suite.test = await openTestDatabase();
    suite.database = new Database({ url: suite.test.databaseUrl, poolMax: 10 });
    suite.incidents = new IncidentsService(suite.database, new Cursors(deriveKey('s'.repeat(32), 'cursor')), {
      announce: (id) => void announced.push(id),
      subscribe: () => () => undefined,
      close: async () => undefined,
    });
    Object.assign(suite, { announced });
  });
  beforeEach(async () => {
    suite.runs = await createRunsFixture(suite.database);
  });
  afterAll(async () => {
    await suite.database.close();
    await suite.test.close();
  });
  return Object.assign(suite, verbs(suite));
};

const verbs = (suite: IncidentsSuite) => {
  const inWorkspace: IncidentsSuite['inWorkspace'] = (work) => suite.database.inWorkspace(suite.runs.scope, work);
  const addRun: IncidentsSuite['addRun'] = async (found, secondsAgo = 0) => {
    const traceId = await insertRun(suite.database, suite.runs, { silentFor: secondsAgo });
    await inWorkspace((tx) => storeVerdict(tx, traceId, makeVerdict(...found)));
    return traceId;
  };
  return {
    inWorkspace,
    addRun,
    absorb: async (found, secondsAgo) => suite.incidents.absorb(suite.runs.scope, await addRun(found, secondsAgo)),
    reanalyse: async (traceId, found) => {
      await inWorkspace((tx) => storeVerdict(tx, traceId, makeVerdict(...found)));
      return suite.incidents.absorb(suite.runs.scope, traceId);
    },
    all: () =>
      inWorkspace(async (tx) => {
        const rows = await tx
          .selectFrom('incident')
          .select('id')
          .where('mergedInto', 'is', null)
          .orderBy('id')
          .execute();
        return Promise.all(rows.map(({ id }) => getIncident(tx, suite.runs.scope, id)));
      }),
    auditOf: (incidentId) =>
      inWorkspace((tx) =>
        tx
          .selectFrom('auditLog')
          .select(['action', 'details'])
          .where('targetId', '=', incidentId)
          .orderBy('id')
          .$castTo<{ action: string; details: Record<string, unknown> }>()
          .execute(),
      ),
  } satisfies Partial<IncidentsSuite>;
};
