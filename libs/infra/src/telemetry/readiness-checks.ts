import type { Log } from './log';

/** One part that must work for the process to be of use. Throws, or resolves to false, when it does not. */
export type ReadinessCheck = () => Promise<boolean>;

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

const timeoutMs = 1_500;

/** The parts that this process depends on. Each feature adds its own check; `/ready` runs them all. */
export class ReadinessChecks {
  private readonly checks = new Map<string, ReadinessCheck>();
  private draining = false;

  constructor(private readonly log: Log) {}

  add(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** From now on the process says that it is not ready: it is about to stop. */
  drain(): void {
    this.draining = true;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** Runs every check at once, each for at most 1.5 s. Why one failed is logged, not told. */
  async run(): Promise<Readiness> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await this.passes(name, check)] as const),
    );
    return {
      ready: !this.draining && results.every(([, passed]) => passed),
      checks: Object.fromEntries(results.map(([name, passed]) => [name, passed ? 'ok' : 'failed'])),
    };
  }

  private async passes(name: string, check: ReadinessCheck): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      return await Promise.race([check(), late]);
    } catch (error) {
      this.log.warn({ err: error, check: name }, 'readiness check failed');
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
