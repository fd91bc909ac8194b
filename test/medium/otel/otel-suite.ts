import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { insertSpanTrace, type StoredTrace, type TraceShape } from '../../factories/otel';
import { type TenancySuite, useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

type Item = Readonly<Record<string, unknown>>;

export interface OtelSuite extends TenancySuite {
  readonly api: ApiServer;
  readonly own: WorkspaceFixture;
  /** A run of the project with these spans. */
  insert(shape?: TraceShape): Promise<StoredTrace>;
  /** DELETE below the project, with its key. */
  remove(path: string, body?: unknown): Promise<ApiAnswer>;
  /** GET below the project, with its key. */
  read(path: string): Promise<ApiAnswer>;
  /** The items of a list. */
  list(path: string): Promise<Item[]>;
}

/**
 * The api on a database of the suite's own; each test has a workspace of its own. Call it inside `describe`.
 * @param env settings beside those of every test
 */
export const useOtel = (env: Record<string, string> = {}): OtelSuite => {
  let api: ApiServer;
  afterAll(async () => {
    // Streams that a test has left may not have noticed yet.
    api.app.getHttpServer().closeAllConnections();
    await api.close();
  });
  const suite = useTenancy() as OtelSuite;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl, env);
  });
  beforeEach(async () => {
    const own = await createWorkspaceFixture(suite.database);
    const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
      api.call(own.secretKey, method, `/api/v1/project/default/otel${path}`, body);
    const read = (path: string): Promise<ApiAnswer> => call('GET', path);
    Object.assign(suite, {
      api,
      own,
      insert: (shape?: TraceShape) =>
        insertSpanTrace(suite.database, { scope: own.scope, projectId: own.projectId }, shape),
      read,
      remove: (path: string, body?: unknown) => call('DELETE', path, body),
      list: async (path: string) => {
        const { status, body } = await read(path);
        if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
        return body.data;
      },
    } satisfies Pick<OtelSuite, 'api' | 'own' | 'insert' | 'read' | 'remove'> & { list: unknown });
  });
  return suite;
};

/** `?filters=…` of conditions. */
export const filtersOf = (...conditions: readonly object[]): string =>
  `filters=${encodeURIComponent(JSON.stringify(conditions))}`;
