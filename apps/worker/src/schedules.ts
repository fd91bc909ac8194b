import { Database, type Log, LOG, type SystemTx } from '@debrief/infra';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { repeat, type Repetition } from './repeat';
import { type Sweep, SWEEPS } from './sweeps';

const pauseMs = 250;

/** Runs each sweep once per period, whatever the number of workers: the claim is a row, and it is part of the sweep's transaction. */
@Injectable()
export class Schedules {
  private repetition: Repetition | undefined;

  constructor(
    private readonly database: Database,
    @Inject(SWEEPS) private readonly sweeps: readonly Sweep[],
    @Inject(LOG) private readonly log: Log,
  ) {}

  start(): void {
    // Asking the database for a claim more often than the period is of no use.
    const triedAt = new Map<Sweep, number>();
    const isWorthATry = (sweep: Sweep) =>
      performance.now() - (triedAt.get(sweep) ?? -Infinity) >= sweep.everySeconds * 1_000;
    const runAll = async () => {
      const sweeps = this.sweeps.filter(isWorthATry);
      for (const sweep of sweeps) triedAt.set(sweep, performance.now());
      await this.runDue(sweeps);
      return 'done' as const;
    };
    this.repetition = repeat(runAll, pauseMs, (error) => this.log.error({ err: error }, 'the schedule failed'));
  }

  async stop(): Promise<void> {
    await this.repetition?.stop();
  }

  /** Runs the sweeps whose period has passed. One that fails leaves its claim undone, and does not keep the others from running. */
  async runDue(sweeps = this.sweeps): Promise<void> {
    for (const sweep of sweeps) {
      try {
        await this.run(sweep);
      } catch (error) {
        this.log.error({ err: error, sweep: sweep.name }, 'sweep failed');
      }
    }
  }

  private async run({ name, everySeconds, work }: Sweep): Promise<void> {
    await this.database.asSystem('sweep', async (tx) => {
      if (await claimSweep(tx, name, everySeconds)) await work(tx);
    });
  }
}

/** @returns false when another worker did it within the period */
const claimSweep = async (tx: SystemTx, name: string, everySeconds: number): Promise<boolean> => {
  const { rows } = await sql`
    insert into debrief_worker.sweep as s (name, claimed_at) values (${name}, now())
    on conflict (name) do update set claimed_at = now() where s.claimed_at <= now() - make_interval(secs => ${everySeconds})
    returning name`.execute(tx);
  return rows.length === 1;
};
