import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '@debrief/infra';
import { apiNodeFlags } from './api-node-flags';
import { awaitOutcome } from './await-outcome';
import { toChildEnv } from './child-env';
import { openChildLog } from './child-log';
import { type Credentials, readCredentials, renewCredentials } from './credentials';
import { describeOutcome } from './describe-outcome';
import { runExample } from './example';
import { isPortFree } from './free-port';
import { waitUntilHealthy } from './health';
import { type HomeLock, lockHome } from './home-lock';
import { KeptPostgres } from './kept-postgres';
import { provideLogin } from './login-role';
import type { Options } from './options';
import { choosePostgresFolder } from './postgres-folder';
import { provideSecrets } from './secrets';
import { SupervisedChild } from './supervised-child';

/** A verdict takes a second or two; on a machine that is busy with its first start, a little more. */
const outcomeMs = 20_000;
const repository = join(__dirname, '..', '..', '..', '..');

/** The whole product on this machine: Postgres, api and worker, and what they keep in one home. */
export class Instance {
  private lock?: HomeLock;
  private postgres?: KeptPostgres;
  private api?: SupervisedChild;
  private worker?: SupervisedChild;
  private starting?: Promise<void>;
  private readonly stopping = new AbortController();

  constructor(
    private readonly options: Options,
    private readonly show: (line: string) => void,
  ) {}

  /** Resolves when the api answers. Throws an Error that says what to do about it; `stop` then puts away what had begun. */
  start(): Promise<void> {
    this.starting = this.begin();
    return this.starting;
  }

  /** In the order of the data: the api drains, the worker finishes its jobs, Postgres closes its files. */
  async stop(): Promise<void> {
    this.stopping.abort();
    // What is half started is waited for: a Postgres that nobody knows of yet would stay behind.
    await this.starting?.catch(() => undefined);
    await this.api?.stop();
    await this.worker?.stop();
    await this.postgres?.stop();
    this.lock?.release();
  }

  /** Makes a `stop` that is under way quick. What was acknowledged is committed; Postgres still ends in order. */
  hasten(): void {
    this.api?.kill();
    this.worker?.kill();
  }

  private async begin(): Promise<void> {
    const home = openHome(this.options.home);
    this.lock = lockHome(home, this.options.url);
    await this.claimPort();
    const secrets = provideSecrets(home);

    if (process.env.DATABASE_URL)
      this.show('DATABASE_URL is ignored: npm start brings its own Postgres (README: hosted mode).');
    this.show('Starting Postgres ...');
    const dataDir = join(choosePostgresFolder(home), 'data');
    this.postgres = await KeptPostgres.start({ dataDir, password: secrets.databaseAdminPassword }, this.show);
    const applied = await migrate(this.postgres.adminUrl, join(repository, 'supabase', 'migrations'));
    if (applied.length > 0) this.show(`Database brought up to date (${applied.length} migrations).`);
    const databaseUrl = await provideLogin(this.postgres.adminUrl, secrets.databasePassword);

    const known = readCredentials(home);
    const credentials = await renewCredentials(known, this.options, secrets, databaseUrl);
    if (this.stopping.signal.aborted) return;

    this.show('Starting api and worker ...');
    const options = { ...this.options, otlpGrpcPort: await this.freeOtlpGrpcPort() };
    await this.startChildren(toChildEnv(options, secrets, databaseUrl, process.env));
    if (!known && this.options.demo && !this.stopping.signal.aborted) await this.recordExample(credentials);
  }

  private async claimPort(): Promise<void> {
    const { port, host } = this.options;
    // The api of a killed predecessor is still draining.
    const deadline = Date.now() + (this.lock?.afterCrash ? 30_000 : 0);
    while (!(await isPortFree(port, host))) {
      if (Date.now() > deadline)
        throw new Error(`Port ${port} is taken by another program. Stop it, or choose one: PORT=4319 npm start`);
      await delay(100);
    }
  }

  /** Another collector on this machine is no reason not to start: exporters can use HTTP. */
  private async freeOtlpGrpcPort(): Promise<number | null> {
    const { otlpGrpcPort: port, host } = this.options;
    if (port === null || (await isPortFree(port, host))) return port;
    this.show(`Port ${port} is taken by another program: no OTLP over gRPC. Choose another one with OTLP_GRPC_PORT.`);
    return null;
  }

  private async startChildren(env: NodeJS.ProcessEnv): Promise<void> {
    this.api = this.launch('api', env, apiNodeFlags);
    this.worker = this.launch('worker', env, []);
    const { host, port } = this.options;
    const local = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
    const healthy = waitUntilHealthy(local, 60, this.stopping.signal);
    await Promise.race([healthy, this.api.failedStart, this.worker.failedStart]);
    this.api.keepAlive();
    this.worker.keepAlive();
  }

  private launch(name: 'api' | 'worker', env: NodeJS.ProcessEnv, nodeFlags: readonly string[]): SupervisedChild {
    const script = join(repository, 'dist', 'apps', name, 'src', 'main.js');
    const preload = ['--require', join(__dirname, 'exit-with-parent.js')];
    const log = openChildLog(name, join(this.options.home, 'logs', `${name}.log`), this.show);
    return new SupervisedChild({
      name,
      script,
      nodeFlags: [...preload, ...nodeFlags],
      env,
      givesWay: name === 'worker',
      log,
      show: this.show,
    });
  }

  private async recordExample(credentials: Credentials): Promise<void> {
    try {
      const traceId = await runExample(join(repository, 'examples', 'browser-booking', 'agent.mjs'), credentials);
      const patience = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(outcomeMs)]);
      const { analysis, incidents } = await awaitOutcome(credentials, traceId, patience);
      describeOutcome(credentials.url, traceId, analysis, incidents).forEach(this.show);
    } catch (error) {
      this.show(`The example run could not be shown: ${(error as Error).message}`);
    }
  }
}

/** As root others may pass through it (Postgres does not run as root) but not look around. */
function openHome(home: string): string {
  if (!existsSync(home)) {
    mkdirSync(home, { recursive: true });
    chmodSync(home, process.getuid?.() === 0 ? 0o711 : 0o700);
  }
  mkdirSync(join(home, 'objects'), { recursive: true, mode: 0o700 });
  return realpathSync(home);
}
