import { resolve } from 'node:path';

export interface Options {
  /** Absolute. Everything that this instance keeps is in here. */
  readonly home: string;
  readonly host: string;
  readonly port: number;
  /** Of OTLP over gRPC; null: off. */
  readonly otlpGrpcPort: number | null;
  /** How clients on this machine reach the api. */
  readonly url: string;
  readonly demo: boolean;
}

export const usage = `npm start -- [--no-demo]
  --no-demo       do not record the example run on first start
  PORT            port to listen on (4318)
  OTLP_GRPC_PORT  port for OTLP over gRPC (4317)
  HOST            address to listen on (127.0.0.1)
  PUBLIC_URL      address under which clients reach it (http://127.0.0.1:PORT)
  DEBRIEF_HOME    folder of the database, artifacts, credentials and logs (./.debrief)`;

/** Reads the command line. Throws an Error that explains the first thing wrong. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const unknown = args.find((arg) => arg !== '--no-demo');
  if (unknown !== undefined) throw new Error(`Unknown argument ${unknown}\n\n${usage}`);

  const port = readPort(env, 'PORT', 4318);
  const otlpGrpcPort = readPort(env, 'OTLP_GRPC_PORT', 4317);
  const host = env.HOST || '127.0.0.1';
  const url = env.PUBLIC_URL || `http://127.0.0.1:${port}`;
  const home = resolve(env.DEBRIEF_HOME || '.debrief');
  return { home, host, port, otlpGrpcPort, url, demo: !args.includes('--no-demo') };
}

function readPort(env: NodeJS.ProcessEnv, name: string, byDefault: number): number {
  const port = Number(env[name] || byDefault);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`${name} is ${env[name]}, not a port (1 to 65535).`);
}
