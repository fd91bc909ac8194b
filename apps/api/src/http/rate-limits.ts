import { type Allowance, CONFIG, type Config, type Plan, type RateBucket, RateLimiter } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { Inject, Injectable, SetMetadata } from '@nestjs/common';
import type { Response } from 'express';
import type { Caller } from './auth/caller';
import type { Grant } from './requires';

export const rateBucketKey = 'debrief:rate-bucket';

/** The bucket that a route draws from, where it is not what its policy says (`key:ingest` means `ingest`). */
export const Bucket = (bucket: RateBucket): MethodDecorator => SetMetadata(rateBucketKey, bucket);

export const bucketOf = (grants: readonly Grant[], named: RateBucket | undefined): RateBucket =>
  named ?? (grants.includes('key:ingest') ? 'ingest' : 'general');

/** The headers are on every response; where nothing is counted they say so by the largest number. */
export const writeAllowance = (response: Response, { limit, remaining, resetAt }: Allowance): void => {
  response.setHeader('X-RateLimit-Limit', limit);
  response.setHeader('X-RateLimit-Remaining', remaining);
  response.setHeader('X-RateLimit-Reset', resetAt);
};

/** Plans' rates, per API key and per user. Only a hosted instance has plans; the server token is the operator's own. */
@Injectable()
export class RateLimits {
  private readonly counts: boolean;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly limiter: RateLimiter,
  ) {
    this.counts = config.edition === 'hosted';
  }

  /**
   * @param report is told what is left, if requests are counted
   * @throws DomainError LIMITED when the caller's rate is used up
   */
  async take(caller: Caller, plan: Plan, bucket: RateBucket, report: (left: Allowance) => void): Promise<void> {
    if (!this.counts || caller.type === 'server') return;
    const allowance = await this.limiter.consume(
      plan,
      bucket,
      caller.type === 'user' ? `user:${caller.user.userId}` : `key:${caller.key.keyId}`,
    );
    report(allowance);
    if (allowance.retryAfter !== null)
      throw new DomainError('LIMITED', 'Too many requests', { retryAfter: allowance.retryAfter });
  }
}
