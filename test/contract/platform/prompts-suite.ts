import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { type TenancySuite, useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

export interface PromptsSuite extends TenancySuite {
  readonly api: ApiServer;
  readonly own: WorkspaceFixture;
  /** A request with the project's key; `path` below `/v1/prompts`. */
  v1(method: string, path?: string, body?: unknown): Promise<ApiAnswer>;
  /** A request with the project's key; `path` below `/api/public/v2/prompts`. */
  open(method: string, path?: string, body?: unknown): Promise<ApiAnswer>;
}

/** The api on a database of the suite's own; each test has a workspace of its own. Call it inside `describe`. */
export const usePrompts = (): PromptsSuite => {
  let api: ApiServer;
  afterAll(() => api.close());
  const suite = useTenancy() as PromptsSuite;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
  });
  beforeEach(async () => {
    const own = await createWorkspaceFixture(suite.database);
    const call =
      (base: string) =>
      (method: string, path = '', body?: unknown): Promise<ApiAnswer> =>
        api.call(own.secretKey, method, base + path, body);
    Object.assign(suite, { api, own, v1: call('/v1/prompts'), open: call('/api/public/v2/prompts') });
  });
  return suite;
};
