import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { apiNodeFlags } from '../../apps/local/src/api-node-flags';

export interface ServerProcessSpec {
  /** Folder of its compiled main file under dist/apps. */
  readonly app: 'api' | 'worker';
  readonly env: NodeJS.ProcessEnv;
  /** Answers 200 once it is up; null: it counts as up as soon as it runs. */
  readonly healthUrl: string | null;
}

const dist = join(__dirname, '..', '..', 'dist', 'apps');
const startSeconds = 60;
const stopSeconds = 15;
const keptLines = 200;

/** One real process of the product. It ends with the test process at the latest: its IPC channel breaks, and that stops it. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  private readonly lines: string[] = [];

  constructor(private readonly spec: ServerProcessSpec) {}

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error(`${this.spec.app} does not run`);
    return pid;
  }

  /** The last lines that it wrote, for messages and for tests of what is logged. */
  get log(): string {
    return this.lines.join('\n');
  }

  /** Starts it and waits until it is healthy. @throws with its last lines when it ends or does not answer within 30 s */
  async start(): Promise<void> {
    const script = join(dist, this.spec.app, 'src', 'main.js');
    if (!existsSync(script))
      throw new Error(`${script} is missing: run the tests by npm test, or node scripts/build.mjs first.`);
    const preload = ['--require', join(dist, 'local', 'src', 'exit-with-parent.js')];
    const flags = this.spec.app === 'api' ? apiNodeFlags : [];
    const child = spawn(process.execPath, [...flags, ...preload, script], {
      env: this.spec.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => this.keep(text));
    for (const deadline = Date.now() + startSeconds * 1000; !(await this.isHealthy()); await delay(30)) {
      if (!this.isRunning()) throw new Error(`${this.spec.app} ended while it was starting:\n${this.log}`);
      if (Date.now() < deadline) continue;
      await this.kill();
      throw new Error(`${this.spec.app} does not answer after ${startSeconds} s:\n${this.log}`);
    }
  }

  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Asks it to end, and ends it after 15 s. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), stopSeconds * 1000);
    await this.end('SIGTERM');
    clearTimeout(timer);
  }

  isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || !this.isRunning()) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  private async isHealthy(): Promise<boolean> {
    if (this.spec.healthUrl === null) return this.isRunning();
    return fetch(this.spec.healthUrl, { signal: AbortSignal.timeout(2_000) }).then(
      async (answer) => (await answer.text(), answer.ok),
      () => false,
    );
  }

  private keep(text: string): void {
    this.lines.push(...text.split('\n').filter((line) => line !== ''));
    if (this.lines.length > keptLines) this.lines.splice(0, this.lines.length - keptLines);
  }
}
