import { Client } from 'pg';
import type { Log } from '../telemetry/log';
import type { BusTransport } from './coalescing-bus';

const channel = 'debrief_live';
/** A payload must stay below 8,000 bytes (https://www.postgresql.org/docs/17/sql-notify.html); an id takes 37. */
const idsPerMessage = 200;
const retryMs = { first: 100, most: 5_000 };

/**
 * LISTEN and NOTIFY on one connection of its own. Not in the append's transaction: NOTIFY takes a lock that all notifying commits of
 * the server share. The connection is opened when it is first needed and again whenever it breaks; meanwhile messages are dropped.
 */
export class PostgresTransport implements BusTransport {
  private readonly outgoing = new Set<string>();
  private isSending = false;
  private client: Client | undefined;
  private isReady = false;
  private isClosed = false;
  private retryIn = retryMs.first;
  private retry: NodeJS.Timeout | undefined;
  private receive: ((workspaceIds: readonly string[]) => void) | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly log: Log,
  ) {}

  send(workspaceIds: readonly string[]): void {
    if (!this.client) this.connect();
    if (!this.isReady) return;
    for (const id of workspaceIds) this.outgoing.add(id);
    if (!this.isSending) void this.sendAll();
  }

  listen(receive: (workspaceIds: readonly string[]) => void): void {
    this.receive = receive;
    if (!this.client) this.connect();
    else if (this.isReady) this.client.query(`listen ${channel}`).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async sendAll(): Promise<void> {
    this.isSending = true;
    try {
      while (this.outgoing.size > 0) {
        const ids = [...this.outgoing].slice(0, idsPerMessage);
        ids.forEach((id) => this.outgoing.delete(id));
        await this.client?.query('select pg_notify($1, $2)', [channel, ids.join(',')]);
      }
    } catch {
      this.outgoing.clear(); // The connection is lost, and is being opened again.
    } finally {
      this.isSending = false;
    }
  }

  private connect(): void {
    if (this.isClosed) return;
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'debrief-bus',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      pipeline: true,
    });
    this.client = client;
    client.on('notification', ({ payload, processId }) => {
      const isOwn = processId === (client as unknown as { processID: number }).processID;
      if (!isOwn && payload) this.receive?.(payload.split(','));
    });
    client.on('error', (error) => this.reconnect(client, error));
    client.on('end', () => this.reconnect(client));
    client
      .connect()
      .then(() => (this.receive ? client.query(`listen ${channel}`) : undefined))
      .then(() => {
        this.isReady = true;
        this.retryIn = retryMs.first;
      })
      .catch((error: unknown) => this.reconnect(client, error));
  }

  /** `error` and `end` may both report one break: the first counts. */
  private reconnect(broken: Client, error?: unknown): void {
    if (this.client !== broken || this.isClosed || this.retry) return;
    if (this.retryIn === retryMs.first)
      this.log.warn({ err: error }, 'the live bus lost its connection: streams poll until it is back');
    this.isReady = false;
    this.retry = setTimeout(() => {
      this.retry = undefined;
      broken.end().catch(() => undefined);
      this.connect();
    }, this.retryIn).unref();
    this.retryIn = Math.min(this.retryIn * 2, retryMs.most);
  }
}
