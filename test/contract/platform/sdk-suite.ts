import { join } from 'node:path';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { ClientProgram } from '../../setup/client-program';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { commandOf, langfuseEnv, type LangfuseSdk, langfuseSdks } from '../../setup/langfuse-sdks';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Body = any;

/** An SDK that is there. */
export type TriedSdk = Exclude<LangfuseSdk, { readonly skipped: string }>;

/** Where a program finds the server and what it reads of the environment besides; absent, the suite's own. */
interface Surroundings {
  readonly url?: string;
  readonly tenant?: Tenant;
  readonly env?: NodeJS.ProcessEnv;
}

export interface SdkSuite {
  readonly instance: Instance;
  readonly tenant: Tenant;
  /** Starts the suite's program with an SDK; when the test is over it ends. */
  start(sdk: TriedSdk, surroundings?: Surroundings): ClientProgram;
  /** Asks with a tenant's key. */
  get(path: string, of?: Tenant): Promise<{ readonly status: number; readonly body: Body }>;
  /** As `get`. @throws when the answer is not 200 */
  read(path: string, of?: Tenant): Promise<Body>;
}

/**
 * An instance with a tenant, and programs that use Langfuse's SDKs, unchanged but for host and keys. Call it inside `describe`.
 * @param program name of the scripts in `sdks`: `<program>.mjs` for Node, `<program>.py` for Python
 */
export const useSdks = (program: string): SdkSuite => {
  const scripts = { js: join(__dirname, 'sdks', `${program}.mjs`), python: join(__dirname, 'sdks', `${program}.py`) };
  const programs: ClientProgram[] = [];
  const suite = {
    start: (sdk, { url = suite.instance.url, tenant = suite.tenant, env = {} } = {}) => {
      const { command, args, env: ofSdk } = commandOf(sdk, scripts);
      const settings = { ...ofSdk, ...langfuseEnv(url, tenant), ...env };
      const started = new ClientProgram(command, [...args, String(sdk.major)], settings);
      programs.push(started);
      return started;
    },
    get: async (path, { apiKey } = suite.tenant) => {
      const answer = await fetch(suite.instance.url + path, { headers: { authorization: `Bearer ${apiKey}` } });
      return { status: answer.status, body: await answer.json() };
    },
    read: async (path, of) => {
      const { status, body } = await suite.get(path, of);
      if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
      return body;
    },
  } as SdkSuite;
  beforeAll(async () => {
    const instance = await startInstance();
    Object.assign(suite, { instance });
    Object.assign(suite, { tenant: await mintTenant(instance) });
  }, startTimeoutMs);
  afterEach(() => programs.splice(0).forEach((one) => one.kill()));
  afterAll(() => suite.instance?.stop());
  return suite;
};

/** Declares the tests of each SDK; one that cannot be tried says why. */
export const forEachSdk = (declare: (sdk: TriedSdk) => void): void => {
  for (const sdk of langfuseSdks()) {
    if ('skipped' in sdk) {
      console.warn(`Langfuse's SDK ${sdk.title}`);
      it.skip(sdk.title, () => undefined);
    } else declare(sdk);
  }
};
