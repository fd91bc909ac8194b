/** How large a bucket is, and how fast it fills. */
export interface BucketSize {
  readonly capacity: number;
  readonly perSecond: number;
}

/** A bucket as it was left. One that nobody has used is full. */
export interface BucketState {
  readonly tokens: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Taken extends BucketState {
  /** Whether there was a token; where there was none, nothing is taken. */
  readonly isTaken: boolean;
}

/** What a bucket holds by now. A clock that runs backwards fills nothing. */
export const refill = (state: BucketState | undefined, now: number, { capacity, perSecond }: BucketSize): number =>
  state === undefined ? capacity : Math.min(capacity, state.tokens + (Math.max(0, now - state.at) / 1000) * perSecond);

/** Takes one token, if there is one. */
export const takeToken = (state: BucketState | undefined, now: number, size: BucketSize): Taken => {
  const tokens = refill(state, now, size);
  const isTaken = tokens >= 1;
  return { tokens: isTaken ? tokens - 1 : tokens, at: Math.max(now, state?.at ?? now), isTaken };
};
