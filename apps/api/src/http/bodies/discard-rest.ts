import type { IncomingMessage } from 'node:http';

const maxBytes = 64 * 1024 * 1024;
const maxMs = 30_000;

/**
 * Reads on and throws away what a client still sends after its answer: many clients read the answer only when they have sent all.
 * Closing at once would reset the connection and the answer with it. Bounded, so that nobody can keep a socket busy for ever.
 */
export const discardRest = (request: IncomingMessage): void => {
  if (request.complete || request.destroyed) return;
  let seen = 0;
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), maxMs).unref();
  request.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen > maxBytes) socket.destroy();
  });
  request.once('close', () => clearTimeout(timer));
  request.resume();
};
