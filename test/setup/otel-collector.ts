import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '@debrief/kernel';

/** The program of an OpenTelemetry Collector, or why there is none. */
export type ProvidedCollector = { readonly program: string } | { readonly skipped: string };

const source = join(__dirname, '..', 'contract', 'otel', 'collector');
const files = ['main.go', 'go.mod', 'go.sum'];
/** Some three minutes of a processor; what is built of it is kept by Go for the next try. */
const buildTimeoutMs = 180_000;

/**
 * The collector of `test/contract/otel/collector` from the user's cache, where `OTELCOL=build` puts it; `OTELCOL` may name another that knows
 * the same parts. Blocks while it builds; meant for the moment when suites are defined.
 */
export function provideCollector(): ProvidedCollector {
  const { OTELCOL: own } = process.env;
  if (own !== undefined && own !== 'build') return { program: own };
  const digest = createHash('sha256');
  for (const file of files) digest.update(readFileSync(join(source, file)));
  const program = join(homedir(), '.cache', 'debrief', `otelcol-${digest.digest('hex').slice(0, 12)}`);
  if (existsSync(program)) return { program };
  if (own === undefined) return { skipped: 'it is not built; OTELCOL=build does it in some minutes' };
  if (spawnSync('go', ['version']).status !== 0) return { skipped: 'no Go to build it with' };
  console.log('Building an OpenTelemetry Collector ...');
  mkdirSync(dirname(program), { recursive: true });
  const work = `${program}.${process.pid}`;
  const build = ['build', '-ldflags', '-s -w', '-o', work, '.'];
  // Neither another toolchain than the machine's, nor a workspace or version control around this folder.
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-buildvcs=false' };
  const built = spawnSync('go', build, { cwd: source, env, encoding: 'utf8', timeout: buildTimeoutMs });
  if (built.error) return { skipped: `Go has not built it within ${buildTimeoutMs / 60_000} minutes` };
  if (built.status !== 0) return { skipped: `Go cannot build it: ${built.stderr.trim().split('\n').at(-1) ?? ''}` };
  renameSync(work, program);
  return { program };
}

/** A collector that runs. */
export class Collector {
  private readonly lines: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly home: string,
  ) {
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => this.lines.push(text));
  }

  /** What it wrote. */
  get log(): string {
    return this.lines.join('');
  }

  /** Starts it and waits until something listens on the port. */
  static async start(program: string, config: JsonObject, port: number): Promise<Collector> {
    const home = mkdtempSync(join(tmpdir(), 'debrief-collector-'));
    // JSON is YAML.
    writeFileSync(join(home, 'config.yaml'), JSON.stringify(config));
    const child = spawn(program, ['--config', `file:${join(home, 'config.yaml')}`], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collector = new Collector(child, home);
    for (const deadline = Date.now() + 30_000; !(await isOpen(port)); await delay(30)) {
      if (child.exitCode === null && Date.now() < deadline) continue;
      child.kill('SIGKILL');
      throw new Error(`the collector does not listen:\n${collector.log}`);
    }
    return collector;
  }

  /** Asks it to end; it sends first what it holds. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.home, { recursive: true, force: true });
  }
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
