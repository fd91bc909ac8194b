import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { type TenancySuite, useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

export interface PlatformSuite extends TenancySuite {
  readonly api: ApiServer;
  readonly own: WorkspaceFixture;
  /** A request with the project's key, as a Bearer secret. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** The body of a GET that must be answered 200. */
  read(path: string): Promise<Record<string, unknown>>;
}

/**
 * The api on a database of the suite's own; each test has a workspace of its own. Call it inside `describe`.
 * @param env settings beside those of every test
 */
export const usePlatform = (env: Record<string, string> = {}): PlatformSuite => {
  let api: ApiServer;
  afterAll(() => api.close());
  const suite = useTenancy() as PlatformSuite;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl, env);
  });
  beforeEach(async () => {
    const own = await createWorkspaceFixture(suite.database);
    const call: PlatformSuite['call'] = (method, path, body, headers) =>
      api.call(own.secretKey, method, path, body, headers);
    const read = async (path: string): Promise<ApiAnswer['body']> => {
      const { status, body } = await call('GET', path);
      if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
      return body;
    };
    Object.assign(suite, { api, own, call, read } satisfies Omit<PlatformSuite, keyof TenancySuite>);
  });
  return suite;
};
