import { gzipSync } from 'node:zlib';

/** A server that takes OTLP and answers trace explorers, by the paths that both speak. */
export interface OtelServer {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it takes compressed bodies. */
  readonly gzip: boolean;
  /** Resolves when all that is derived of so many large traces after they were stored is there; absent where there is nothing. */
  settle?(traces: number): Promise<void>;
  /** Other processes of the same server, for exports. */
  readonly otherUrls?: readonly string[];
  /** CPU seconds so far, by process. */
  readonly cpuSeconds?: () => Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

const project = 'default';

/** A body that can be sent many times: packed ahead, so that the load costs little. */
export const pack = ({ gzip }: OtelServer, body: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(gzip ? gzipSync(body, { level: 1 }) : body);

/** @param turn by which the server's processes alternate @throws when the export was not taken as a whole */
export const exportSpans = async (
  { name, url, otherUrls = [], headers, gzip }: OtelServer,
  body: Uint8Array<ArrayBuffer>,
  turn = 0,
): Promise<void> => {
  const urls = [url, ...otherUrls];
  const answer = await fetch(`${urls[turn % urls.length]}/otel/${project}/v1/traces`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-protobuf', ...(gzip && { 'content-encoding': 'gzip' }) },
    body,
  });
  const said = Buffer.from(await answer.arrayBuffer());
  // A partial success is a message that is not empty.
  if (answer.status !== 200 || said.length > 2)
    throw new Error(`${name} refused spans: ${answer.status} ${said.toString('utf8').slice(0, 300)}`);
};

/** @returns the JSON of a read below the project, and how long it took in ms */
export const read = async <T>({ name, url, headers }: OtelServer, path: string): Promise<{ body: T; ms: number }> => {
  const start = performance.now();
  const answer = await fetch(`${url}/api/v1/project/${project}/otel${path}`, { headers });
  const text = await answer.text();
  const ms = performance.now() - start;
  if (!answer.ok) throw new Error(`${name}: GET ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return { body: JSON.parse(text) as T, ms };
};

/** How many spans can be read. */
export const countSpans = async (server: OtelServer): Promise<number> => {
  const { body } = await read<{ meta: { total_items: number } }>(server, '/spans?limit=1');
  return body.meta.total_items;
};
