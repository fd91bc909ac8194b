import type { JsonObject } from '@debrief/kernel';
import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { makeEvent, newTraceId, type SentEvent } from '../../factories/event';
import { exportOf } from '../../factories/otlp-export';
import { type TenancySuite, useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

/** An event as the surface gives it. */
export interface ReadEvent {
  readonly id: string;
  readonly traceId: string;
  readonly position: number;
  readonly type: string;
  readonly decisionKind: string | null;
  readonly name: string | null;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  readonly status: string;
  readonly data: Record<string, unknown>;
  readonly metrics?: Record<string, unknown>;
}

/** A native event without what all of them have. */
export type Told = Partial<SentEvent> & Pick<SentEvent, 'type'>;

export interface SessionsSuite extends TenancySuite {
  readonly api: ApiServer;
  readonly own: WorkspaceFixture;
  /** Records a native run. @returns its id */
  record(events: readonly Told[], about?: { readonly id?: string; readonly session?: string }): Promise<string>;
  /** Exports spans in OTLP/JSON. */
  exportSpans(...spans: JsonObject[]): Promise<void>;
  /** GET below the project's sessions, with its key. */
  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** The events of a list of them. */
  events(path: string): Promise<readonly ReadEvent[]>;
}

/** The api on a database of the suite's own; each test has a workspace of its own. Call it inside `describe`. */
export const useSessions = (): SessionsSuite => {
  let api: ApiServer;
  afterAll(() => api.close());
  const suite = useTenancy() as SessionsSuite;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
  });
  beforeEach(async () => {
    const own = await createWorkspaceFixture(suite.database);
    const post = async (path: string, body: unknown): Promise<void> => {
      const { status, body: answer } = await api.call(own.secretKey, 'POST', path, body);
      const rejected = [answer.rejected ?? [], answer.partialSuccess ?? []].flat();
      if (status >= 300 || rejected.length > 0) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
    };
    const get = (path: string, headers?: Record<string, string>): Promise<ApiAnswer> =>
      api.call(own.secretKey, 'GET', `/api/projects/${own.projectId}/sessions${path}`, undefined, headers);
    Object.assign(suite, {
      api,
      own,
      record: async (events, { id = newTraceId(), session } = {}) => {
        await post('/api/traces', { id, session_id: session });
        await post(`/api/traces/${encodeURIComponent(id)}/events`, {
          events: events.map((event, seq) => makeEvent(id, seq, event)),
        });
        return id;
      },
      exportSpans: (...spans) => post('/otel/default/v1/traces', exportOf(...spans)),
      get,
      events: async (path) => {
        const { status, body } = await get(path);
        if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
        return body.traces as ReadEvent[];
      },
    } satisfies Omit<SessionsSuite, keyof TenancySuite>);
  });
  return suite;
};
