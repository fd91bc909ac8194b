import { type Allowance, CONFIG, type Config, type Plan, type RateBucket, RateLimiter } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { Inject, Injectable, SetMetadata } from '@nestjs/common';
import type { Response } from 'express';
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

/** Whose requests are counted together. */
export interface RateOwner {
  readonly name: string;
  readonly plan: Plan;
}

/** Plans' rates, per API key, and per user and workspace. Only a hosted instance counts; the server token is the operator's own. */
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
   * @param owner null: not counted
   * @param report is told what is left, if requests are counted
   * @throws DomainError LIMITED when the owner's rate is used up
   */
  async take(owner: RateOwner | null, bucket: RateBucket, report: (left: Allowance) => void): Promise<void> {
    if (!this.counts || !owner) return;
    const allowance = await this.limiter.consume(owner.plan, bucket, owner.name);
    report(allowance);
    refuseIfUsedUp(allowance, 'Too many requests');
  }

  /** @throws DomainError LIMITED for an address from which too many wrong credentials came within a minute */
  async noteFailure(address: string): Promise<void> {
    if (this.counts) refuseIfUsedUp(await this.limiter.noteFailure(address), 'Too many wrong credentials');
  }
}

const refuseIfUsedUp = ({ retryAfter }: Allowance, message: string): void => {
  if (retryAfter !== null) throw new DomainError('LIMITED', message, { retryAfter });
};
