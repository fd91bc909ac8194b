import { join } from 'node:path';
import type { Options } from './options';
import type { Secrets } from './secrets';

/** Settings of hosted mode and of npm: with them a child would talk to a service that this instance does not use. */
const foreign = /^(DATABASE_|REDIS_|QUEUE_BACKEND$|SUPABASE_|npm_|NODE_OPTIONS$)/;

export const issuerOf = (options: Options): string => `${options.url}/auth/v1`;

/** The environment of api and worker: the caller's own, less what belongs to hosted mode, plus what this instance minted. */
export function toChildEnv(
  options: Options,
  secrets: Secrets,
  databaseUrl: string,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const inherited = Object.entries(env).filter(([name]) => !foreign.test(name));
  return {
    DEBRIEF_EDITION: 'self_hosted',
    LOG_LEVEL: 'info',
    NODE_ENV: 'production',
    ...Object.fromEntries(inherited),
    DATABASE_URL: databaseUrl,
    SUPABASE_JWT_SECRET: secrets.jwtSecret,
    SUPABASE_JWT_ISSUER: issuerOf(options),
    SERVER_TOKEN: secrets.serverToken,
    DEBRIEF_SECRET: secrets.rootSecret,
    OBJECT_STORE_DIR: join(options.home, 'objects'),
    HOST: options.host,
    PORT: String(options.port),
    OTLP_GRPC_PORT: options.otlpGrpcPort === null ? undefined : String(options.otlpGrpcPort),
    PUBLIC_URL: options.url,
  };
}
