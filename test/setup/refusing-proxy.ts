import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A proxy on this machine that answers the first request to each of some paths 429, as the rate limit does. */
export interface RefusingProxy {
  readonly url: string;
  /** What came to the paths that it refuses, and what was answered: `POST /v1/x 429`, in order. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

/**
 * @param target what it passes all other requests to
 * @param paths of which it refuses the first POST each
 */
export const startRefusingProxy = async (target: string, paths: readonly string[]): Promise<RefusingProxy> => {
  const seen: string[] = [];
  const refused = new Set<string>();
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body = await buffer(request);
      const { method = 'GET', url = '/', headers } = request;
      const isWatched = method === 'POST' && paths.includes(url);
      if (isWatched && !refused.has(url)) {
        refused.add(url);
        seen.push(`${method} ${url} 429`);
        response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' });
        response.end(JSON.stringify({ message: 'Too many requests', error: 'RateLimitError' }));
        return;
      }
      const passed = await fetch(target + url, {
        method,
        headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
          typeof value === 'string' && !ownHeaders.has(name) ? [[name, value]] : [],
        ),
        ...(body.length > 0 && { body }),
      });
      if (isWatched) seen.push(`${method} ${url} ${passed.status}`);
      response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? 'application/json' });
      response.end(Buffer.from(await passed.arrayBuffer()));
    };
    answer().catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
};

/** Of one connection, so not passed on. */
const ownHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
]);
