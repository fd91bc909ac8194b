import { AnalysisService, type Detection, type Verdict } from '@debrief/analysis';
import { createLog, Database } from '@debrief/infra';
import { locateTrace } from '@debrief/ingestion';
import { toColumnText } from '@debrief/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JobRunner } from '../../../apps/worker/src/job-runner';
import { WorkerModule } from '../../../apps/worker/src/worker.module';
import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { makeEvent, newTraceId, type SentEvent } from '../../factories/event';
import { insertIncident, insertIncidentTrace } from '../../factories/incidents';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { drain } from '../../setup/drain';
import { configWith } from '../jobs/config-with';

/** What incidents are made with. */
export interface IncidentSite {
  readonly database: Database;
  readonly api: ApiServer;
}

export interface FixAgentSuite extends IncidentSite {
  readonly test: TestDatabase;
  readonly worker: JobWorker;
  /** As the workspace's owner. */
  call(
    own: WorkspaceFixture,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
}

/** A worker in this process; what it logs is kept. */
export interface JobWorker {
  readonly app: INestApplicationContext;
  readonly logLines: string[];
  /** Does all jobs that wait. */
  work(): Promise<void>;
}

export const startJobWorker = async (test: TestDatabase, env: Record<string, string> = {}): Promise<JobWorker> => {
  const logLines: string[] = [];
  const log = createLog('info', { write: (line) => void logLines.push(line) });
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(configWith(test, env), log), {
    logger: false,
    abortOnError: false,
  });
  await app.get(JobRunner).start();
  return { app, logLines, work: () => drain(app) };
};

/** Api and worker in this process, on a database of the suite's own. Call it inside `describe`. */
export const useFixAgent = (): FixAgentSuite => {
  const suite = {} as { -readonly [K in keyof FixAgentSuite]: FixAgentSuite[K] };
  beforeAll(async () => {
    suite.test = await openTestDatabase();
    suite.database = new Database({ url: suite.test.databaseUrl, poolMax: 5 });
    suite.api = await startApi(suite.test.databaseUrl);
    suite.worker = await startJobWorker(suite.test);
    suite.call = async (own, method, path, body, headers) =>
      suite.api.call(await suite.api.tokenOf(own.userId, own.email), method, path, body, headers);
  });
  afterAll(async () => {
    await suite.worker.app.close();
    suite.api.app.getHttpServer().closeAllConnections();
    await suite.api.close();
    await suite.database.close();
    await suite.test.close();
  });
  return suite;
};

/** A fix run as the API shows it. */
export interface FixResult {
  readonly incident_id: string;
  readonly fix_run: { readonly id: string; readonly status: string };
  readonly summary: string;
  readonly plan: readonly string[];
  readonly diff: string;
  readonly changed_files: readonly string[];
  readonly runner: string | null;
  readonly confidence: number;
  readonly evidence_refs: readonly number[];
  readonly fallback: boolean;
  readonly fallback_reason: string | null;
  readonly metadata: Record<string, unknown>;
  readonly github_pr: Record<string, unknown>;
  readonly usage: Record<string, unknown>;
}

/** Dispatches, and does the work while the caller waits for its answer. */
export const fixIncident = async (
  { api, worker }: { readonly api: ApiServer; readonly worker: JobWorker },
  own: WorkspaceFixture,
  incidentId: string,
  body: object = {},
): Promise<FixResult> => {
  const token = await api.tokenOf(own.userId, own.email);
  const answer = api.call(token, 'POST', `/api/incidents/${incidentId}/fix-agent`, { wait_seconds: 50, ...body });
  let isAnswered = false;
  void answer.finally(() => (isAnswered = true)).catch(() => undefined);
  while (!isAnswered) await worker.work();
  const { status, body: result } = await answer;
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(result)}`);
  return result as unknown as FixResult;
};

export const mintOwn = (suite: FixAgentSuite): Promise<WorkspaceFixture> => createWorkspaceFixture(suite.database);

export interface FailingRun {
  readonly goal?: string;
  readonly events?: readonly Partial<SentEvent>[];
  readonly detections?: readonly Partial<Detection>[];
  readonly rootCause?: string;
}

export interface AddedIncident {
  readonly id: string;
  readonly traceId: string;
}

const steps: readonly Partial<SentEvent>[] = [
  { type: 'user_message', payload: { content: 'Book Tuesday' } },
  { type: 'dom_snapshot', payload: { warnings: ['Tuesday is taken'] } },
  { type: 'browser_action', payload: { action: 'click', target: 'Confirm' } },
];

/** A recorded run that failed, its analysis, and the incident that it opened. */
export const addIncident = async (
  suite: IncidentSite,
  own: WorkspaceFixture,
  { goal = 'Book Tuesday', events = steps, detections = [{}], rootCause = 'The warning was ignored' }: FailingRun = {},
): Promise<AddedIncident> => {
  const traceId = newTraceId();
  await suite.api.call(own.secretKey, 'POST', '/api/traces', { id: traceId, user_goal: goal, agent: 'booker' });
  const appended = await suite.api.call(own.secretKey, 'POST', `/api/traces/${traceId}/events`, {
    events: events.map((changes, seq) => makeEvent(traceId, seq, changes)),
  });
  if (appended.body.accepted !== events.length) throw new Error(JSON.stringify(appended.body));
  const trace = await suite.database.inWorkspace(own.scope, (tx) => locateTrace(tx, own.scope, traceId));
  await suite.api.app.get(AnalysisService, { strict: false }).put(own.scope, trace, toVerdict(detections, rootCause));
  const id = await suite.database.inWorkspace(own.scope, async (tx) => {
    const incident = await insertIncident(tx, own.projectId, {
      label: 'ignored_ui_warning',
      title: 'booker ignored a warning at click',
      rootCause: toColumnText(rootCause),
      criticalStepSeq: 2,
      severity: 'high',
    });
    await insertIncidentTrace(tx, incident, trace.id, { criticalStepSeq: 2 });
    return incident;
  });
  return { id, traceId };
};

const toVerdict = (detections: readonly Partial<Detection>[], rootCause: string): Verdict => {
  const full = detections.map((changes): Detection => ({
    label: 'ignored_ui_warning',
    detector: 'seed',
    version: '1',
    tier: 'symptom',
    confidence: 0.9,
    severity: 'high',
    evidenceRefs: [1, 2],
    criticalStepSeq: 2,
    summary: 'A warning was on the page when the agent confirmed',
    evidence: [{ kind: 'event', seq: 1 }],
    ...changes,
  }));
  return {
    labels: full.map(({ label }) => label),
    criticalStepSeq: 2,
    confidence: 0.9,
    rootCause,
    detections: full,
    subjects: full.map(() => ({ agent: 'booker', type: 'browser_action', name: 'click', error: null })),
    candidates: [],
    responsibleAgent: null,
    skipped: [],
    detectorSet: 'test',
  };
};
