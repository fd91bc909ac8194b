/** A span of time, microseconds since 1970. */
export interface StatsPeriod {
  readonly from: number;
  readonly to: number;
  /** IANA name. */
  readonly timezone: string;
}

/** A quantity by what it was spent on. */
export interface Spent {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
  readonly total: number;
}

export interface FrameworkShare {
  readonly framework: string;
  readonly count: number;
  /** 0–100, of all counted. */
  readonly percentage: number;
}

export interface ModelShare {
  readonly model: string;
  readonly tokens: number;
  readonly cost: number;
  readonly percentage: number;
}

/** A project's runs in a period. Runs count by their start. */
export interface ProjectStats {
  readonly traces: number;
  /** In the period of the same length before. */
  readonly tracesPrevious: number;
  readonly sessions: number;
  readonly spans: number;
  readonly uniqueUsers: number;
  readonly costs: Spent;
  readonly tokens: Spent;
  readonly byFramework: readonly FrameworkShare[];
  readonly byModel: readonly ModelShare[];
  /** There are too many runs to add up the calls of all by model: what models have is a lower bound. */
  readonly isOfNewestRuns: boolean;
  /** Runs in which something happened in the last five minutes. */
  readonly recentActivity: number;
  readonly averageDurationMs: number | null;
  /** By day, or by hour up to 48 hours; buckets begin by the clock of the timezone. Moments are microseconds since 1970. */
  readonly trend: readonly {
    readonly bucket: number;
    readonly tokens: number;
    readonly averageDurationMs: number | null;
  }[];
}
