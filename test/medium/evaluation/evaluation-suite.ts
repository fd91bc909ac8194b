import { randomBytes } from 'node:crypto';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import { sql } from 'kysely';
import type { ApiAnswer } from '../../factories/api-server';
import { exportOf, sentSpan } from '../../factories/otlp-export';
import { startWorker, type TestWorker } from '../../factories/worker';
import { type PlatformSuite, usePlatform } from '../../contract/platform/platform-suite';
import { environmentWith } from '../jobs/config-with';

export interface EvaluationSuite extends PlatformSuite {
  readonly worker: TestWorker;
  /** A request with the project's key; `path` below `/v1/evaluators`. */
  v1(method: string, path?: string, body?: unknown): Promise<ApiAnswer>;
  /** Creates an evaluator. @returns its id */
  add(fields: object): Promise<string>;
  /** Sends a run of one root span. @returns its id */
  send(run?: SentRun): Promise<string>;
  /** Has the run analysed as if it had been quiet for long enough, and does all that comes of it. */
  settle(): Promise<void>;
  /** Has an evaluator look at a target, and waits. @returns the job */
  evaluate(evaluatorId: string, body: object): Promise<ApiAnswer['body']>;
  /** The scores of a run, by name. */
  scoresOf(traceId: string): Promise<readonly StoredScore[]>;
}

export interface SentRun {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  readonly metadata?: Record<string, string>;
  /** In the words of Langfuse's conventions; absent: span. */
  readonly type?: string;
  readonly attributes?: Record<string, string>;
}

export interface StoredScore {
  readonly externalId: string;
  readonly observationId: string | null;
  readonly name: string;
  readonly value: number | null;
  readonly stringValue: string | null;
  readonly dataType: string;
  readonly source: string;
  readonly comment: string | null;
  readonly metadata: Record<string, unknown>;
}

export const hexId = (bytes: number): string => randomBytes(bytes).toString('hex');

const text = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A span as a Langfuse SDK of the OpenTelemetry age sends it. */
export const spanOf = (run: SentRun): JsonObject => {
  const attributes: Record<string, string> = { ...run.attributes };
  if (run.type) attributes['langfuse.observation.type'] = run.type;
  if (run.input !== undefined) attributes['langfuse.observation.input'] = text(run.input);
  if (run.output !== undefined) attributes['langfuse.observation.output'] = text(run.output);
  for (const [key, value] of Object.entries(run.metadata ?? {}))
    attributes[`langfuse.observation.metadata.${key}`] = value;
  return sentSpan({
    traceId: run.traceId ?? hexId(16),
    spanId: run.spanId ?? hexId(8),
    ...(run.parentSpanId && { parentSpanId: run.parentSpanId }),
    name: run.name ?? 'answer',
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  });
};

/** Api and worker on a database of the suite's own; each test has a workspace of its own. Call it inside `describe`. */
export const useEvaluation = (env: Record<string, string> = {}): EvaluationSuite => {
  let worker: TestWorker;
  // Before the suite's own hooks: a worker goes before its database.
  afterAll(() => worker.close());
  const suite = usePlatform(env) as EvaluationSuite;
  beforeAll(async () => {
    worker = await startWorker(environmentWith(suite.test, env));
    Object.assign(suite, { worker });
  });
  const v1: EvaluationSuite['v1'] = (method, path = '', body) => suite.call(method, `/v1/evaluators${path}`, body);
  const orThrow = (wanted: number, { status, body }: ApiAnswer): ApiAnswer['body'] => {
    if (status !== wanted) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body;
  };
  return Object.assign(suite, {
    v1,
    add: async (fields: object) => orThrow(201, await v1('POST', '', { name: hexId(4), ...fields })).id as string,
    send: async (run: SentRun = {}) => {
      const traceId = run.traceId ?? hexId(16);
      orThrow(200, await suite.call('POST', '/otel/default/v1/traces', exportOf(spanOf({ ...run, traceId }))));
      return traceId;
    },
    settle: async () => {
      await suite.database.inWorkspace(suite.own.scope, (tx) =>
        sql`update trace set analyze_at = now() - interval '1 s' where analyze_at is not null`.execute(tx),
      );
      await worker.work();
    },
    evaluate: async (evaluatorId: string, body: object) => {
      const { jobId } = orThrow(202, await v1('POST', `/${evaluatorId}/execute`, body));
      await worker.work();
      return suite.read(`/v1/evaluators/jobs/${String(jobId)}`);
    },
    scoresOf: async (traceId: string) => {
      const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
        sql<Omit<StoredScore, 'metadata'> & { metadata: string | null }>`
          select external_id, observation_id, name, value, string_value, data_type, source, comment, metadata
            from score where trace_external_id = ${traceId} order by name, observation_id`.execute(tx),
      );
      return rows.map(({ metadata, ...row }) => ({
        ...row,
        metadata: JSON.parse(metadata ?? '{}') as StoredScore['metadata'],
      }));
    },
  });
};
