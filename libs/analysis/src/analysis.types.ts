import type { Verdict } from './detection';

/** The latest analysis of a run. */
export interface StoredAnalysis {
  /** Internal id. */
  readonly traceId: string;
  readonly verdict: Verdict;
  /** `server`: written by PUT, not by our detectors. */
  readonly source: 'detectors' | 'server';
  readonly eventCount: number;
  readonly maxSeq: number | null;
  /** The run holds more events than were read. */
  readonly isTruncated: boolean;
  /** Why the detectors could not run to the end; null: they did. */
  readonly fallbackReason: string | null;
  readonly createdAt: Date;
}

export type NewAnalysis = Omit<StoredAnalysis, 'createdAt'>;
