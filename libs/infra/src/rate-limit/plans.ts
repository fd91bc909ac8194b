/** What a workspace pays for. On a self-hosted instance plans set no limit. */
export type Plan = 'free' | 'pro' | 'enterprise';

/** Routes that record runs have a bucket of their own, so that one busy run does not lock out its readers. */
export type RateBucket = 'general' | 'ingest';

interface RateLimit {
  readonly perMinute: number;
  /** Requests beyond the rate that a caller may make within one minute. */
  readonly burst: number;
}

const limits = {
  free: { perMinute: 60, burst: 10 },
  pro: { perMinute: 600, burst: 100 },
  enterprise: { perMinute: 6000, burst: 1000 },
} as const satisfies Record<Plan, RateLimit>;

const ingestFactor = 10;

export const limitOf = (plan: Plan, bucket: RateBucket): RateLimit => {
  const { perMinute, burst } = limits[plan];
  return bucket === 'ingest'
    ? { perMinute: perMinute * ingestFactor, burst: burst * ingestFactor }
    : { perMinute, burst };
};
