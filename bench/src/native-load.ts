import { Agent, request } from 'node:http';
import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface LoadPlan {
  readonly urls: readonly string[];
  /** One entry a trace; its events are sent one batch at a time. */
  readonly traces: readonly { readonly id: string; readonly secretKey: string; readonly firstSeq: number }[];
  readonly connections: number;
  readonly batch: number;
  readonly payloadBytes: number;
  readonly seconds: number;
  /** Events a second over all connections; absent: as fast as answers come. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly acknowledged: number;
  readonly refused: number;
  readonly seconds: number;
  /** Milliseconds from request to answer. */
  readonly p50: number;
  readonly p99: number;
  readonly cpuSeconds: number;
  /** Where each trace would go on. */
  readonly nextSeqs: readonly number[];
}

/** Runs the load in a process of its own, so that its CPU time is not the benchmark's. */
export const runLoad = async (plan: LoadPlan): Promise<LoadResult> => {
  const child = fork(__filename, { stdio: 'inherit' });
  child.send(plan);
  const [result] = (await once(child, 'message')) as [LoadResult];
  await once(child, 'exit');
  return result;
};

const filler = 'The agent looked at the page and chose the next step; nothing in it was out of the ordinary. ';

/** A batch as a client sends it: about 850 bytes an event for payloads of 600. */
export const toBatch = (traceId: string, firstSeq: number, count: number, payloadBytes: number): string => {
  const text = filler.repeat(Math.ceil(payloadBytes / filler.length)).slice(0, payloadBytes - 60);
  // The writer's clock, for the stream's benchmark; the server keeps it as it is.
  const sentAt = Date.now();
  const payload = JSON.stringify({ tool_name: 'search', call_id: 'call_1', arguments: { query: text } });
  const events = Array.from(
    { length: count },
    (_, offset) =>
      `{"type":"tool_call","session_id":"${traceId}","timestamp":"${sentAt}","seq":${firstSeq + offset},` +
      `"idempotency_key":"${traceId}:0f3a:${firstSeq + offset}","payload":${payload},"metadata":{"agent":"booker","step":"search"},` +
      `"span_id":"span_1f0c2a","parent_id":null}`,
  );
  return `{"events":[${events.join()}]}`;
};

const post = (agent: Agent, url: string, secretKey: string, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${secretKey}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const load = async (plan: LoadPlan): Promise<LoadResult> => {
  const { urls, traces, connections, batch, payloadBytes } = plan;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const nextSeqs = traces.map((trace) => trace.firstSeq);
  const waiting = traces.map((_, index) => index);
  const times: number[] = [];
  let acknowledged = 0;
  let refused = 0;
  const start = performance.now();
  const end = start + plan.seconds * 1000;
  const gap = plan.rate === undefined ? 0 : (connections * batch * 1000) / plan.rate;

  const connection = async (number: number): Promise<void> => {
    let due = start + (gap * number) / connections;
    while (performance.now() < end) {
      if (gap > 0) {
        const wait = due - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        due += gap;
      }
      const index = waiting.shift() as number;
      const trace = traces[index];
      if (!trace) return;
      const firstSeq = nextSeqs[index] as number;
      const body = toBatch(trace.id, firstSeq, batch, payloadBytes);
      const sentAt = performance.now();
      const status = await post(
        agent,
        `${urls[index % urls.length]}/api/traces/${trace.id}/events`,
        trace.secretKey,
        body,
      );
      times.push(performance.now() - sentAt);
      if (status === 200) {
        acknowledged += batch;
        nextSeqs[index] = firstSeq + batch;
      } else refused += 1;
      waiting.push(index);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => connection(number)));
  agent.destroy();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage();
  times.sort((a, b) => a - b);
  return {
    acknowledged,
    refused,
    seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    cpuSeconds: (user + system) / 1e6,
    nextSeqs,
  };
};

if (require.main === module) {
  process.once('message', (plan: LoadPlan) => {
    void load(plan).then((result) => process.send?.(result, () => process.exit(0)));
  });
}
