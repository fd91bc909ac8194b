import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildLog } from './child-log';
import { giveWay } from './give-way';

export interface ChildSpec {
  readonly name: string;
  /** Absolute path of its compiled main file. */
  readonly script: string;
  readonly nodeFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** See `giveWay`. */
  readonly givesWay?: boolean;
  readonly log: ChildLog;
  readonly show: (line: string) => void;
}

const longestPause = 10_000;
const stableAfter = 60_000;
/** Longer than the api's own drain (SHUTDOWN_SECONDS), so that it ends by itself. */
const stopGrace = 30_000;

/** One Node process that is started again when it ends unasked: after 0.2 s, then twice as long each time, up to 10 s. */
export class SupervisedChild {
  private process: ChildProcess;
  private isUp = false;
  private isStopping = false;
  private pause = 200;
  private startedAt = 0;
  private failStart: (error: Error) => void;

  /** Rejects when the first process ends before `keepAlive` was called; never resolves. */
  readonly failedStart = new Promise<never>((_, reject) => (this.failStart = reject));

  constructor(private readonly spec: ChildSpec) {
    this.failedStart.catch(() => undefined);
    this.launch();
  }

  /** It is up: from now on it is restarted when it ends. */
  keepAlive(): void {
    this.isUp = true;
    if (this.hasEnded()) void this.onExit();
  }

  /** Asks it to end, and ends it after 30 s. */
  async stop(): Promise<void> {
    this.isStopping = true;
    if (this.hasEnded()) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), stopGrace);
    await ended;
    clearTimeout(timer);
  }

  kill(): void {
    this.isStopping = true;
    this.process.kill('SIGKILL');
  }

  private async onExit(): Promise<void> {
    if (this.isStopping) return;
    if (!this.isUp) return this.failStart(new Error(`${this.spec.name} ended while it was starting.`));
    if (Date.now() - this.startedAt > stableAfter) this.pause = 200;
    const { exitCode, signalCode } = this.process;
    this.spec.show(
      `${this.spec.name} ended (${signalCode ?? `code ${exitCode}`}); starting it again in ${this.pause / 1000} s`,
    );
    await delay(this.pause);
    this.pause = Math.min(this.pause * 2, longestPause);
    if (!this.isStopping) this.launch();
  }

  private launch(): void {
    const { script, nodeFlags, env, givesWay, log } = this.spec;
    // In a process group of its own: Ctrl-C reaches the whole foreground group, but the order of stopping is ours.
    this.process = spawn(process.execPath, [...nodeFlags, script], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    if (givesWay && this.process.pid !== undefined) giveWay(this.process.pid);
    this.startedAt = Date.now();
    for (const output of [this.process.stdout, this.process.stderr]) if (output) log.follow(output);
    this.process.once('exit', () => void this.onExit());
  }

  private hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }
}
