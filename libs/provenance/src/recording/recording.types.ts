/** What became of something that was sent: made now, or there already with the same content. */
export interface Recorded<T> {
  readonly item: T;
  readonly isNew: boolean;
}

/** One page of a list whose length is told with it. */
export interface CountedPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number;
  /** `total` is a lower bound. */
  readonly isEstimated: boolean;
}
