import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, MinLength } from 'class-validator';

const databaseUrl = { protocols: ['postgres', 'postgresql'], require_tld: false, require_protocol: true };
const httpUrl = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };
const redisUrl = { protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true };

/** A whole number with its default and bounds, read from text. */
const Whole =
  (min: number, max: number): PropertyDecorator =>
  (target, key) => {
    for (const decorate of [Type(() => Number), IsInt(), Min(min), Max(max)]) decorate(target, key as string);
  };

/** Texts separated by commas. */
const List = (): PropertyDecorator => (target, key) => {
  const split = ({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean)
      : value;
  for (const decorate of [Transform(split), IsString({ each: true })]) decorate(target, key as string);
};

const MiB = 1024 * 1024;

/** Every variable the product reads, with its rule. README's table is the same list in prose. */
export class Env {
  /** Login of api and worker: a member of debrief_app and debrief_system, owner of nothing. */
  @IsUrl(databaseUrl) DATABASE_URL: string;
  @Whole(2, 500) DATABASE_POOL_MAX = 20;

  /** Redis for queue, live bus and rate limits; without it Postgres and memory serve. */
  @IsOptional() @IsUrl(redisUrl) REDIS_URL?: string;
  @IsIn(['auto', 'redis', 'postgres']) QUEUE_BACKEND: 'auto' | 'redis' | 'postgres' = 'auto';

  @IsOptional() @IsUrl(httpUrl) SUPABASE_URL?: string;
  /** Secret (service-role) key: storage is reached with it, on the server only. */
  @IsOptional() @IsString() @MinLength(20) SUPABASE_SECRET_KEY?: string;
  /** Legacy HS256 secret; without it only keys of the JWKS are trusted. */
  @IsOptional() @IsString() @MinLength(32) SUPABASE_JWT_SECRET?: string;
  @IsOptional() @IsUrl(httpUrl) SUPABASE_JWT_ISSUER?: string;
  @IsString() SUPABASE_JWT_AUDIENCE = 'authenticated';
  @Matches(/^[a-z0-9][a-z0-9._-]*$/) SUPABASE_STORAGE_BUCKET = 'artifacts';
  /** Local folder for artifacts, in place of Supabase Storage. */
  @IsOptional() @IsString() OBJECT_STORE_DIR?: string;

  /** Root of every keyed hash, signature and encryption of this instance. Changing it voids all API keys. */
  @IsString() @MinLength(32) DEBRIEF_SECRET: string;
  /** Credential of trusted servers; it still names its workspace. Absent: no such principal. */
  @IsOptional() @IsString() @MinLength(32) SERVER_TOKEN?: string;
  @IsIn(['self_hosted', 'hosted']) DEBRIEF_EDITION: 'self_hosted' | 'hosted' = 'self_hosted';

  /** The GitHub App through which repositories are connected: all six or none of them. */
  @IsOptional() @Matches(/^[0-9]{1,20}$/) GITHUB_APP_ID?: string;
  /** PEM, or its base64. */
  @IsOptional() @IsString() @MinLength(64) GITHUB_APP_PRIVATE_KEY?: string;
  @IsOptional() @Matches(/^[a-z0-9][a-z0-9-]{0,99}$/) GITHUB_APP_SLUG?: string;
  @IsOptional() @Matches(/^[\w.-]{1,100}$/) GITHUB_CLIENT_ID?: string;
  @IsOptional() @IsString() @MinLength(16) GITHUB_CLIENT_SECRET?: string;
  @IsOptional() @IsString() @MinLength(16) GITHUB_WEBHOOK_SECRET?: string;
  /** Another host for GitHub Enterprise Server: `https://<host>/api/v3`. */
  @IsUrl(httpUrl) GITHUB_API_URL = 'https://api.github.com';
  @IsUrl(httpUrl) GITHUB_URL = 'https://github.com';

  @IsString() HOST = '0.0.0.0';
  @Whole(0, 65_535) PORT = 4318;
  /** Port of OTLP over gRPC; none without it. */
  @IsOptional() @Whole(0, 65_535) OTLP_GRPC_PORT?: number;
  @Whole(0, 65_535) WORKER_PORT = 0;
  /** Address under which clients reach the api; signed local artifact URLs start with it. */
  @IsOptional() @IsUrl(httpUrl) PUBLIC_URL?: string;
  @List() CORS_ORIGINS: string[] = [];
  /** Private hosts, and hosts without TLS, that users may name for webhooks, models and replays. */
  @List() OUTBOUND_ALLOWED_HOSTS: string[] = [];
  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']) LOG_LEVEL = 'info';
  /** When set, /metrics asks for it as a bearer token. */
  @IsOptional() @IsString() @MinLength(16) METRICS_TOKEN?: string;
  /** Proxies in front whose X-Forwarded-* headers are believed. */
  @Whole(0, 10) TRUST_PROXY_HOPS = 0;

  @Whole(1024, 256 * MiB) MAX_JSON_BYTES = 4.5 * MiB;
  @Whole(1024, 256 * MiB) MAX_EVENT_BATCH_BYTES = 16 * MiB;
  @Whole(1024, 1024 * MiB) MAX_ARTIFACT_BYTES = 50 * MiB;
  /** Larger base64 in messages stays a text, which is cut to fit its span. */
  @Whole(1024, 1024 * MiB) MAX_MEDIA_BYTES = 50 * MiB;
  /** Bodies held in memory at once, all requests together, JSON counted twice; beyond it requests are shed with 429. */
  @Whole(MiB, 4096 * MiB) MAX_BODY_BYTES_IN_FLIGHT = 64 * MiB;
  @Whole(1, 10_000) MAX_BATCH_ITEMS = 1000;
  @Whole(1, 100_000_000) MAX_TRACE_EVENTS = 1_000_000;
  @Whole(1, 100_000) MAX_STREAMS_PER_WORKSPACE = 100;

  @Whole(1, 86_400) TRACE_IDLE_SECONDS = 600;
  @Whole(1, 31_536_000) TRACE_ABANDONED_SECONDS = 86_400;
  /** An imported run is analysed when its root span has ended and nothing has come for so long. */
  @Whole(0, 86_400) TRACE_SETTLE_SECONDS = 10;
  /** How often the worker looks for idle runs, expired keys and work whose queue entry was lost. */
  @Whole(1, 86_400) SWEEP_SECONDS = 30;
  @Whole(1, 86_400) RETENTION_SWEEP_SECONDS = 86_400;
  @Whole(1, 256) WORKER_CONCURRENCY = 8;
  /** A worker that falls silent for this long loses its jobs to another one. The same on all workers. */
  @Whole(1, 600) QUEUE_LOCK_SECONDS = 30;
  /** /ready fails when work has waited this long and nothing was consumed meanwhile. */
  @Whole(1, 86_400) QUEUE_STALLED_SECONDS = 60;
  /** What one fix run may use of a model: its answers, tokens, seconds and US dollars. The last holds where prices are configured. */
  @Whole(1, 1_000) FIX_AGENT_MAX_STEPS = 40;
  @Whole(1, 100_000_000) FIX_AGENT_MAX_INPUT_TOKENS = 2_000_000;
  @Whole(1, 10_000_000) FIX_AGENT_MAX_OUTPUT_TOKENS = 100_000;
  @Whole(1, 3_600) FIX_AGENT_SECONDS = 600;
  @Whole(1, 10_000) FIX_AGENT_MAX_USD = 5;
  @Whole(1, 600) SHUTDOWN_SECONDS = 25;
}
