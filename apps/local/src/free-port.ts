import { createServer } from 'node:net';

/** A port of 127.0.0.1 that was free a moment ago. Whoever uses it must be ready to lose the race for it. */
export async function findFreePort(): Promise<number> {
  const port = await tryToListen(0, '127.0.0.1');
  if (port === undefined) throw new Error('This machine has no free port on 127.0.0.1.');
  return port;
}

/** Whether somebody could listen on `host:port` now. Throws what is not about the port being taken (no right, no such host). */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  return (await tryToListen(port, host)) !== undefined;
}

function tryToListen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
