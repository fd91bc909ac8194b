import { resolve } from 'node:path';

export interface Options {
  /** Absolute. Everything that this instance keeps is in here. */
  readonly home: string;
  readonly host: string;
  readonly port: number;
  /** How clients on this machine reach the api. */
  readonly url: string;
  readonly demo: boolean;
}

export const usage = `npm start -- [--no-demo]
  --no-demo     do not record the example run on first start
  PORT          port to listen on (4318)
  HOST          address to listen on (127.0.0.1)
  PUBLIC_URL    address under which clients reach it (http://127.0.0.1:PORT)
  DEBRIEF_HOME  folder of the database, artifacts, credentials and logs (./.debrief)`;

/** Reads the command line. Throws an Error that explains the first thing wrong. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const unknown = args.find((arg) => arg !== '--no-demo');
  if (unknown !== undefined) throw new Error(`Unknown argument ${unknown}\n\n${usage}`);

  const port = Number(env.PORT || 4318);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT is ${env.PORT}, not a port (1 to 65535).`);
  const host = env.HOST || '127.0.0.1';
  const url = env.PUBLIC_URL || `http://127.0.0.1:${port}`;
  return { home: resolve(env.DEBRIEF_HOME || '.debrief'), host, port, url, demo: !args.includes('--no-demo') };
}
