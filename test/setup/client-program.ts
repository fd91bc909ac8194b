import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** One that hangs ends by then, and says so to whoever waits for its next line. */
const lifetimeMs = 90_000;

/**
 * A client's program that a test talks to: for each thing that it has done it writes a line of JSON, and it reads a line where it has to
 * wait for the test.
 */
export class ClientProgram {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly ended: Promise<number>;
  private errors = '';

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(command, args, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      timeout: lifetimeMs,
      killSignal: 'SIGKILL',
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
    this.ended = once(this.child, 'close').then(([code]) => Number(code));
  }

  /** What it did next; lines that are no JSON object are an SDK's chatter. @throws when it has ended */
  async next<T = Record<string, unknown>>(): Promise<T> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`the client ended:\n${this.errors}`);
    return (value as string).startsWith('{') ? (JSON.parse(value as string) as T) : this.next<T>();
  }

  /** Lets it go on. */
  goOn(): void {
    this.child.stdin.write('go on\n');
  }

  /** All that it or its SDK wrote to stderr so far: warnings and errors. */
  get complaints(): string {
    return this.errors;
  }

  /** Waits until it has ended. @returns its exit code */
  async end(): Promise<number> {
    this.child.stdin.end();
    return this.ended;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
