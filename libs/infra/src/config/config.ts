import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { allowedHostProblem, parseAllowedHost } from '../outbound/allowed-host';
import { Env } from './env';
import { readPrivateKey } from './read-private-key';

export type Config = ReturnType<typeof toConfig>;

/** All that is wrong with the settings, one line each. Values are not shown: some are secrets. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads the settings once, at start, and freezes them. An empty variable counts as absent.
 * @throws ConfigError with every problem at once
 */
export const loadConfig = (variables: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const env = plainToInstance(Env, given, { exposeDefaultValues: true });
  const problems = validateSync(env, { skipUndefinedProperties: false }).map(
    ({ property, constraints }) =>
      `${property}: ${given[property] === undefined ? 'is required' : Object.values(constraints ?? {}).join(', ')}`,
  );
  problems.push(...crossChecks(env));
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(toConfig(env));
};

/** sysexits.h: something is wrong with the configuration. A supervisor need not try again. */
const exConfig = 78;

/** As `loadConfig`, for a process's start: prints all problems and ends the process when there are any. */
export const readConfigOrExit = (variables: Readonly<Record<string, string | undefined>>): Config => {
  try {
    return loadConfig(variables);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(exConfig);
  }
};

const crossChecks = (env: Env): string[] => {
  const problems: string[] = [];
  if (!env.SUPABASE_URL && !env.OBJECT_STORE_DIR) {
    problems.push('SUPABASE_URL or OBJECT_STORE_DIR: one of them is required, artifacts have no place to go');
  }
  if (env.SUPABASE_URL && !env.OBJECT_STORE_DIR && !env.SUPABASE_SECRET_KEY) {
    problems.push('SUPABASE_SECRET_KEY: is required with SUPABASE_URL, unless OBJECT_STORE_DIR is set');
  }
  if (!env.SUPABASE_URL && !env.SUPABASE_JWT_SECRET) {
    problems.push('SUPABASE_URL or SUPABASE_JWT_SECRET: one of them is required, nobody could sign in');
  }
  if (env.QUEUE_BACKEND === 'redis' && !env.REDIS_URL) problems.push('REDIS_URL: is required with QUEUE_BACKEND=redis');
  problems.push(...githubProblems(env), ...outboundProblems(env));
  return problems;
};

/** On a hosted instance the users are strangers to the operator's network. */
const outboundProblems = ({ OUTBOUND_ALLOWED_HOSTS: hosts, DEBRIEF_EDITION }: Env): string[] => {
  const problems = hosts.flatMap((host, index) =>
    parseAllowedHost(host) ? [] : [`OUTBOUND_ALLOWED_HOSTS: entry ${index + 1} ${allowedHostProblem}`],
  );
  if (hosts.length > 0 && DEBRIEF_EDITION === 'hosted')
    problems.push('OUTBOUND_ALLOWED_HOSTS: is for DEBRIEF_EDITION=self_hosted only');
  return problems;
};

const githubNames = [
  'GITHUB_APP_ID',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_APP_SLUG',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
  'GITHUB_WEBHOOK_SECRET',
] as const;

const githubProblems = (env: Env): string[] => {
  const missing = githubNames.filter((name) => !env[name]);
  if (missing.length === githubNames.length) return [];
  const problems = missing.map((name) => `${name}: is required with the other settings of the GitHub App`);
  if (env.GITHUB_APP_PRIVATE_KEY && !readPrivateKey(env.GITHUB_APP_PRIVATE_KEY))
    problems.push('GITHUB_APP_PRIVATE_KEY: must be an RSA private key in PEM, or that in base64');
  return problems;
};

/** What the App's clients need; null where the instance has none, and then nothing is connected. */
const toGithub = (env: Env) =>
  env.GITHUB_APP_ID
    ? {
        appId: env.GITHUB_APP_ID,
        privateKey: readPrivateKey(env.GITHUB_APP_PRIVATE_KEY ?? '') ?? '',
        slug: env.GITHUB_APP_SLUG ?? '',
        clientId: env.GITHUB_CLIENT_ID ?? '',
        clientSecret: env.GITHUB_CLIENT_SECRET ?? '',
        webhookSecret: env.GITHUB_WEBHOOK_SECRET ?? '',
        apiUrl: withoutSlash(env.GITHUB_API_URL),
        url: withoutSlash(env.GITHUB_URL),
      }
    : null;

const withoutSlash = (url: string): string => (url.endsWith('/') ? url.slice(0, -1) : url);

const toConfig = (env: Env) => ({
  edition: env.DEBRIEF_EDITION,
  secret: env.DEBRIEF_SECRET,
  http: {
    host: env.HOST,
    port: env.PORT,
    otlpGrpcPort: env.OTLP_GRPC_PORT ?? null,
    publicUrl: env.PUBLIC_URL ?? `http://127.0.0.1:${env.PORT}`,
    corsOrigins: env.CORS_ORIGINS,
    trustProxyHops: env.TRUST_PROXY_HOPS,
    shutdownSeconds: env.SHUTDOWN_SECONDS,
    metricsToken: env.METRICS_TOKEN,
  },
  log: { level: env.LOG_LEVEL },
  database: { url: env.DATABASE_URL, poolMax: env.DATABASE_POOL_MAX },
  redis: env.REDIS_URL ? { url: env.REDIS_URL } : null,
  jobs: {
    backend:
      env.QUEUE_BACKEND === 'auto' ? (env.REDIS_URL ? ('redis' as const) : ('postgres' as const)) : env.QUEUE_BACKEND,
    concurrency: env.WORKER_CONCURRENCY,
    lockSeconds: env.QUEUE_LOCK_SECONDS,
    sweepSeconds: env.SWEEP_SECONDS,
    retentionSweepSeconds: env.RETENTION_SWEEP_SECONDS,
    stalledSeconds: env.QUEUE_STALLED_SECONDS,
    healthPort: env.WORKER_PORT,
  },
  auth: {
    jwksUrl: env.SUPABASE_URL ? `${env.SUPABASE_URL}/auth/v1/.well-known/jwks.json` : null,
    jwtSecret: env.SUPABASE_JWT_SECRET ?? null,
    issuer: env.SUPABASE_JWT_ISSUER ?? (env.SUPABASE_URL ? `${env.SUPABASE_URL}/auth/v1` : null),
    audience: env.SUPABASE_JWT_AUDIENCE,
    serverToken: env.SERVER_TOKEN ?? null,
  },
  objectStore: env.OBJECT_STORE_DIR
    ? { kind: 'local' as const, folder: env.OBJECT_STORE_DIR }
    : {
        kind: 'supabase' as const,
        url: env.SUPABASE_URL ?? '',
        secretKey: env.SUPABASE_SECRET_KEY ?? '',
        bucket: env.SUPABASE_STORAGE_BUCKET,
      },
  limits: {
    jsonBytes: env.MAX_JSON_BYTES,
    eventBatchBytes: env.MAX_EVENT_BATCH_BYTES,
    artifactBytes: env.MAX_ARTIFACT_BYTES,
    mediaBytes: env.MAX_MEDIA_BYTES,
    bodyBytesInFlight: env.MAX_BODY_BYTES_IN_FLIGHT,
    batchItems: env.MAX_BATCH_ITEMS,
    traceEvents: env.MAX_TRACE_EVENTS,
    streamsPerWorkspace: env.MAX_STREAMS_PER_WORKSPACE,
  },
  outbound: { allowedHosts: env.OUTBOUND_ALLOWED_HOSTS },
  github: toGithub(env),
  fixAgent: {
    steps: env.FIX_AGENT_MAX_STEPS,
    inputTokens: env.FIX_AGENT_MAX_INPUT_TOKENS,
    outputTokens: env.FIX_AGENT_MAX_OUTPUT_TOKENS,
    ms: env.FIX_AGENT_SECONDS * 1_000,
    costUsd: env.FIX_AGENT_MAX_USD,
  },
  traces: {
    idleSeconds: env.TRACE_IDLE_SECONDS,
    abandonedSeconds: env.TRACE_ABANDONED_SECONDS,
    settleSeconds: env.TRACE_SETTLE_SECONDS,
  },
});

const deepFreeze = <T extends object>(value: T): T => {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
};
