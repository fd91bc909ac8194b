import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { toBatch } from './http-batch';

export interface HttpLoadPlan {
  readonly url: string;
  readonly projects: readonly { readonly id: string; readonly secretKey: string }[];
  readonly connections: number;
  readonly batch: number;
  readonly seconds: number;
}

export interface HttpLoadResult {
  readonly acknowledged: number;
  readonly refused: number;
  readonly seconds: number;
  /** Milliseconds from request to answer. */
  readonly p50: number;
  readonly p99: number;
}

/** Sends batches as fast as they are answered, from a process of its own. */
export const runHttpLoad = async (plan: HttpLoadPlan): Promise<HttpLoadResult> => {
  const child = fork(__filename, { stdio: 'inherit' });
  child.send(plan);
  const [result] = (await once(child, 'message')) as [HttpLoadResult];
  await once(child, 'exit');
  return result;
};

const post = (agent: Agent, url: string, secretKey: string, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      'x-seestack-key': secretKey,
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

const load = async ({ url, projects, connections, batch, seconds }: HttpLoadPlan): Promise<HttpLoadResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let [acknowledged, refused, next] = [0, 0, 0];
  const start = performance.now();
  const connection = async (number: number): Promise<void> => {
    for (let turn = number; performance.now() < start + seconds * 1_000; turn += connections) {
      const project = projects[turn % projects.length] as HttpLoadPlan['projects'][number];
      const body = toBatch(project.id, next, batch);
      next += batch;
      const sentAt = performance.now();
      const status = await post(agent, `${url}/ingest/v1/http-requests`, project.secretKey, body);
      times.push(performance.now() - sentAt);
      if (status === 202) acknowledged += batch;
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => connection(number)));
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { acknowledged, refused, seconds: (performance.now() - start) / 1_000, p50: at(0.5), p99: at(0.99) };
};

if (require.main === module) {
  process.once('message', (plan: HttpLoadPlan) => {
    void load(plan).then((result) => process.send?.(result, () => process.exit(0)));
  });
}
