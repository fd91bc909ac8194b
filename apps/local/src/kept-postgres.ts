import { setTimeout as delay } from 'node:timers/promises';
import { type PostgresOptions, type RunningPostgres, startPostgres } from './embedded-postgres';

/** A Postgres that is started again, at the same address, when it ends unasked: its clients reconnect by themselves. */
export class KeptPostgres {
  private isStopping = false;

  private constructor(
    private server: RunningPostgres,
    private readonly options: PostgresOptions,
    private readonly show: (line: string) => void,
  ) {
    this.watch();
  }

  static async start(options: PostgresOptions, show: (line: string) => void): Promise<KeptPostgres> {
    const server = await startPostgres(options);
    return new KeptPostgres(server, { ...options, port: server.port }, show);
  }

  get adminUrl(): string {
    return this.server.adminUrl;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.server.stop();
  }

  private watch(): void {
    void this.server.ended.then(() => (this.isStopping ? undefined : this.restart()));
  }

  private async restart(): Promise<void> {
    this.show('Postgres ended; starting it again');
    while (!this.isStopping) {
      try {
        this.server = await startPostgres(this.options);
        return this.watch();
      } catch (error) {
        this.show((error as Error).message);
        await delay(5_000);
      }
    }
  }
}
