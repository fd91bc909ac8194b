import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a request: it is let in, it is turned away, or it is let in and its answer is lost. */
export type Fate = 'let in' | 'lost' | { readonly status: number; readonly retryAfter: number };

/** Stands before the product as a network does that fails: each request has the next fate, and when none is left is let in. */
export class Door {
  fates: Fate[] = [];
  /** When each request came, and what became of it. */
  readonly seen: { readonly at: number; readonly fate: Fate }[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.meet(request, response).catch(() => response.destroy());
  });

  constructor(private readonly to: string) {}

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async meet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fate = this.fates.shift() ?? 'let in';
    this.seen.push({ at: performance.now(), fate });
    if (typeof fate === 'object') {
      response.writeHead(fate.status, { 'retry-after': String(fate.retryAfter) }).end();
      return;
    }
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const answer = await fetch(`${this.to}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (fate === 'lost') {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  }
}
