import { createLog, Database } from '@debrief/infra';
import { locateTrace } from '@debrief/ingestion';
import { RegressionRunner } from '@debrief/regression';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { JobRunner } from '../../../apps/worker/src/job-runner';
import { WorkerModule } from '../../../apps/worker/src/worker.module';
import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { makeEvent, newTraceId, type SentEvent } from '../../factories/event';
import { insertIncident, insertIncidentTrace } from '../../factories/incidents';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { drain } from '../../setup/drain';
import { configWith } from '../jobs/config-with';

/** A regression run as the API gives it. */
export interface RunAnswer {
  readonly id: string;
  readonly status: string;
  readonly verdict: string | null;
  readonly cases: readonly CaseAnswer[];
  readonly [field: string]: unknown;
}

export interface CaseAnswer {
  readonly case_id: string;
  readonly trace_id: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly after_trace_ids: readonly string[];
  readonly reason: string | null;
  readonly cassette: { readonly hits: number; readonly misses: number };
  readonly first_divergence: { readonly kind: string } | null;
}

export interface RegressionSuite {
  readonly test: TestDatabase;
  readonly database: Database;
  readonly api: ApiServer;
  readonly worker: INestApplicationContext;
  /** A workspace of the test's own. */
  own: WorkspaceFixture;
  /** Does all jobs that wait. */
  work(): Promise<void>;
  /** As the workspace's owner. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** As the project's key. */
  callAsKey(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** Records a run natively. @returns its id */
  record(events: Steps, id?: string): Promise<string>;
  /** An incident whose runs these are, in the state in which a fix is tried. @returns its id */
  addIncident(traceIds: readonly string[]): Promise<string>;
  /** Starts a regression run and does the work. */
  start(incidentId: string, body?: object): Promise<RunAnswer>;
  read(runId: string): Promise<RunAnswer>;
  /** Runs the job as if it were then. */
  runAt(runId: string, now: Date): Promise<void>;
}

export type Steps = readonly Partial<SentEvent>[];
const step = (type: string, payload: Record<string, unknown>): Partial<SentEvent> => ({ type, payload });
const warning = step('dom_snapshot', { warnings: ['The slot moved to Wednesday'], visible_text: 'Confirm' });
const asked = [
  step('user_message', { content: 'Confirm the slot' }),
  step('tool_call', { tool_name: 'find_slots', arguments: { day: 'Tuesday' }, call_id: 'c1' }),
  step('tool_result', { call_id: 'c1', result: ['10:00'] }),
];
const ended = (status: string): Partial<SentEvent> => step('session_end', { status });

/** The label that `ignores` shows, by the contract's own detectors. */
export const incidentLabel = 'ignored_ui_warning';

/** Runs of an agent that does what it should, that ignores a warning, that fails, and others. */
export const runs = {
  ignores: [...asked, warning, step('browser_action', { action: 'submit', target: 'Confirm' }), ended('completed')],
  heeds: [
    ...asked,
    warning,
    step('browser_action', { action: 'select', target: 'Wednesday' }),
    step('browser_action', { action: 'submit', target: 'Confirm' }),
    ended('completed'),
  ],
  fails: [...asked, ended('failed')],
  aborts: [...asked, ended('aborted')],
  stops: [...asked, ended('out of budget')],
  goesOn: asked,
} satisfies Record<string, Steps>;

/**
 * Api and worker in this process, on a database of the suite's own. Call it inside `describe`.
 * @param consumes false: jobs are left to the worker processes of the test
 */
export const useRegression = ({
  env = () => ({}),
  consumes = true,
}: {
  readonly env?: () => Record<string, string>;
  readonly consumes?: boolean;
} = {}): RegressionSuite => {
  const suite = {} as { -readonly [K in keyof RegressionSuite]: RegressionSuite[K] };
  beforeAll(async () => {
    suite.test = await openTestDatabase();
    suite.database = new Database({ url: suite.test.databaseUrl, poolMax: 5 });
    suite.api = await startApi(suite.test.databaseUrl, env());
    const module = Test.createTestingModule({
      imports: [WorkerModule.forRoot(configWith(suite.test, env()), createLog('silent'))],
    });
    suite.worker = await (await module.compile()).init();
    if (consumes) await suite.worker.get(JobRunner).start();
    Object.assign(suite, verbs(suite));
  });
  beforeEach(async () => {
    suite.own = await createWorkspaceFixture(suite.database);
  });
  afterAll(async () => {
    await suite.worker.close();
    suite.api.app.getHttpServer().closeAllConnections();
    await suite.api.close();
    await suite.database.close();
    await suite.test.close();
  });
  return suite;
};

const verbs = (suite: RegressionSuite): Partial<RegressionSuite> => ({
  work: () => drain(suite.worker),
  call: async (method, path, body, headers) =>
    suite.api.call(await suite.api.tokenOf(suite.own.userId, suite.own.email), method, path, body, headers),
  callAsKey: (method, path, body) => suite.api.call(suite.own.secretKey, method, path, body),
  record: async (events, id = newTraceId()) => {
    await suite.callAsKey('POST', '/api/traces', { id, user_goal: 'Confirm the slot', agent: 'booker' });
    const sent = events.map((changes, seq) => makeEvent(id, seq, changes));
    const { body } = await suite.callAsKey('POST', `/api/traces/${id}/events`, { events: sent });
    if (body.accepted !== events.length) throw new Error(JSON.stringify(body));
    return id;
  },
  addIncident: (traceIds) =>
    suite.database.inWorkspace(suite.own.scope, async (tx) => {
      const id = await insertIncident(tx, suite.own.projectId, { label: incidentLabel, status: 'fixing' });
      for (const externalId of traceIds)
        await insertIncidentTrace(tx, id, (await locateTrace(tx, suite.own.scope, externalId)).id);
      return id;
    }),
  start: async (incidentId, body = {}) => {
    const path = `/api/incidents/${incidentId}/regression-runs`;
    const answer = await suite.call('POST', path, { wait_seconds: 0, ...body });
    if (answer.status > 202) throw new Error(JSON.stringify(answer.body));
    await suite.work();
    return suite.read((answer.body.regression_run as RunAnswer).id);
  },
  read: async (runId) => (await suite.call('GET', `/api/regression-runs/${runId}`)).body.regression_run as RunAnswer,
  runAt: (runId, now) =>
    suite.worker.get(RegressionRunner, { strict: false }).run(
      {
        workspaceId: suite.own.workspaceId,
        projectId: null,
        actor: { type: 'job', id: 'regression.run' },
        requestId: runId,
      },
      runId,
      now,
    ),
});
