import type { ApiAnswer, ApiServer } from '../../factories/api-server';
import { startApi } from '../../factories/api-server';
import { type TenancySuite, useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

/** Typed as `JSON.parse` types it: tests walk into it, and `expect` finds what is not there. */
export type Body = Record<string, ReturnType<typeof JSON.parse>>;

export interface DatasetsSuite extends TenancySuite {
  readonly api: ApiServer;
  /** Of this test alone. */
  readonly own: WorkspaceFixture;
  /** With the project's key. */
  send(method: string, path: string, body?: unknown): Promise<ApiAnswer & { body: Body }>;
  /** As `send`; the body of an answer that must have this status. */
  expect(status: number, method: string, path: string, body?: unknown): Promise<Body>;
}

/** The api on a database of the suite's own; each test has a workspace of its own. Call it inside `describe`. */
export const useDatasets = (): DatasetsSuite => {
  let api: ApiServer;
  afterAll(() => api.close());
  const suite = useTenancy() as DatasetsSuite;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
  });
  beforeEach(async () => {
    const own = await createWorkspaceFixture(suite.database);
    const send = (method: string, path: string, body?: unknown): Promise<ApiAnswer & { body: Body }> =>
      api.call(own.secretKey, method, path, body);
    Object.assign(suite, {
      api,
      own,
      send,
      expect: async (expected: number, method: string, path: string, sent?: unknown) => {
        const { status, body } = await send(method, path, sent);
        if (status !== expected) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
        return body;
      },
    });
  });
  return suite;
};
