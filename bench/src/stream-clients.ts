import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';

export interface ClientsPlan {
  readonly clients: readonly { readonly url: string; readonly token: string }[];
}

export interface ClientsResult {
  readonly events: number;
  readonly outOfOrder: number;
  /** Milliseconds from the writer's request to the client, worst event of each delivery. */
  readonly p50: number;
  readonly p99: number;
  readonly cpuSeconds: number;
}

export interface RunningClients {
  /** Events that all clients together have got so far. */
  count(): Promise<number>;
  finish(): Promise<ClientsResult>;
}

/** Opens the streams in a process of their own and waits until all are open. */
export const startClients = async (plan: ClientsPlan): Promise<RunningClients> => {
  const child = fork(__filename, { stdio: 'inherit' });
  const ask = async <T>(message: unknown): Promise<T> => {
    child.send(message as object);
    const [answer] = (await once(child, 'message')) as [T];
    return answer;
  };
  await ask({ open: plan });
  return {
    count: () => ask<number>({ count: true }),
    finish: async () => {
      const result = await ask<ClientsResult>({ finish: true });
      child.kill();
      return result;
    },
  };
};

const idMark = Buffer.from('\nid: @');
const timeMark = Buffer.from('"timestamp":"');

class Client {
  events = 0;
  outOfOrder = 0;
  private last = -1;
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly delays: number[]) {}

  take(chunk: Buffer): void {
    const now = Date.now();
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = bytes.lastIndexOf('\n\n');
    if (end === -1) return void (this.rest = bytes);
    const whole = bytes.subarray(0, end);
    this.rest = bytes.subarray(end + 1);
    let at = whole.indexOf(idMark);
    if (at === -1) return;
    this.sample(whole, at, now);
    for (; at !== -1; at = whole.indexOf(idMark, at + 1)) {
      const position = Number.parseInt(whole.toString('latin1', at + idMark.length, at + idMark.length + 16), 10);
      if (position <= this.last) this.outOfOrder += 1;
      this.last = position;
      this.events += 1;
    }
  }

  /** The first event of a delivery has waited longest. The writer puts its clock into `timestamp`. */
  private sample(bytes: Buffer, at: number, now: number): void {
    const start = bytes.indexOf(timeMark, at) + timeMark.length;
    this.delays.push(now - Number(bytes.toString('latin1', start, start + 13)));
  }
}

const serve = (): void => {
  const delays: number[] = [];
  const clients: Client[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const open = ({ url, token }: ClientsPlan['clients'][number]): Promise<void> =>
    new Promise((resolve, reject) => {
      const client = new Client(delays);
      clients.push(client);
      get(url, { agent, headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' } }, (response) => {
        if (response.statusCode !== 200) return reject(new Error(`the stream was refused: ${response.statusCode}`));
        response.once('data', () => resolve());
        response.on('data', (chunk: Buffer) => client.take(chunk));
      }).on('error', reject);
    });
  const total = (): number => clients.reduce((sum, client) => sum + client.events, 0);
  process.on('message', async (message: { open?: ClientsPlan; count?: true; finish?: true }) => {
    if (message.open) {
      for (const client of message.open.clients) await open(client);
      process.send?.(true);
    } else if (message.count) process.send?.(total());
    else {
      delays.sort((a, b) => a - b);
      const { user, system } = process.cpuUsage();
      process.send?.({
        events: total(),
        outOfOrder: clients.reduce((sum, client) => sum + client.outOfOrder, 0),
        p50: delays[Math.floor(delays.length * 0.5)] ?? 0,
        p99: delays[Math.floor(delays.length * 0.99)] ?? 0,
        cpuSeconds: (user + system) / 1e6,
      });
    }
  });
};

if (require.main === module) serve();
