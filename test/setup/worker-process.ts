import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const main = join(__dirname, '..', '..', 'dist', 'apps', 'worker', 'src', 'main.js');

/** A worker as it is run for real: the compiled program in a process of its own. */
export class WorkerProcess {
  private readonly exited: Promise<unknown>;
  private output = '';

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit');
    child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  static start(env: Readonly<Record<string, string>>): WorkerProcess {
    if (!existsSync(main)) throw new Error('the worker is not compiled: `npm test` does it');
    return new WorkerProcess(
      spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  /** As a crash or the kernel would end it: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** As a supervisor ends it. @returns the exit code */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    await this.exited;
    return this.child.exitCode;
  }

  /** Resolves when `condition` holds; rejects with the worker's output when it ends before, or after 60 s. */
  async until(condition: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 60_000; !(await condition());) {
      if (this.child.exitCode !== null) throw new Error(`the worker ended with ${this.child.exitCode}: ${this.output}`);
      if (Date.now() > deadline) throw new Error(`still not so after 60 s: ${condition.toString()}\n${this.output}`);
      await delay(20);
    }
  }
}
