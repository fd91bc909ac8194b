import type { JsonObject } from '@debrief/kernel';
import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { sentBatch } from '../../factories/http-request';
import { type TenancySuite, useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

export interface TelemetrySuite extends TenancySuite {
  readonly api: ApiServer;
  readonly own: WorkspaceFixture;
  /** Reports these requests to the project, with its key. */
  report(...requests: readonly JsonObject[]): Promise<void>;
  /** POST of a body to the ingest route, with these headers beside its key. */
  post(body: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** GET below the query side, with the project's key. */
  read(path?: string): Promise<ApiAnswer>;
  /** `data` of an answer that must be a success. */
  data<T = Record<string, unknown>>(path?: string): Promise<T>;
  /** How many requests the project has. */
  count(): Promise<number>;
}

export const ingestRoute = '/ingest/v1/http-requests';
export const queryRoute = '/api/v1/http-requests';

/** The api on a database of the suite's own; each test has a workspace of its own. Call it inside `describe`. */
export const useTelemetry = (): TelemetrySuite => {
  let api: ApiServer;
  afterAll(() => api.close());
  const suite = useTenancy() as TelemetrySuite;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
  });
  beforeEach(async () => {
    const own = await createWorkspaceFixture(suite.database);
    const post = (body: unknown, headers?: Record<string, string>): Promise<ApiAnswer> =>
      api.call(own.secretKey, 'POST', ingestRoute, body, headers);
    const read = (path = ''): Promise<ApiAnswer> => api.call(own.secretKey, 'GET', `${queryRoute}${path}`);
    const count = async (): Promise<number> => {
      const { rows } = await suite.admin.query<{ count: number }>(
        'select count(*)::int as count from debrief.http_request where project_id = $1',
        [own.projectId],
      );
      return rows[0]!.count;
    };
    Object.assign(suite, {
      api,
      own,
      post,
      read,
      count,
      report: async (...requests: readonly JsonObject[]) => {
        const { status, body } = await post(sentBatch(own.projectId, ...requests));
        if (status !== 202) throw new Error(`not accepted: ${status} ${JSON.stringify(body)}`);
      },
      data: async (path?: string) => {
        const { status, body } = await read(path);
        if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
        return body.data;
      },
    });
  });
  return suite;
};
