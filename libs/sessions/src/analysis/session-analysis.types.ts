import type { SessionEventType } from '../session-event';
import type { SessionThresholds } from './thresholds';

/** Version of the rules: changes with whatever changes an answer. */
export const sessionRules = '2026-11';

export const severities = ['critical', 'warning', 'info'] as const;
export type FindingSeverity = (typeof severities)[number];

/** An event that took long. Times in ms. */
export interface SlowSpan {
  readonly rule: string;
  readonly severity: FindingSeverity;
  readonly eventId: string;
  readonly traceId: string;
  readonly spanId: string | null;
  readonly type: SessionEventType;
  readonly name: string | null;
  readonly durationMs: number;
  /** From which it is slow. */
  readonly thresholdMs: number;
  /** What it was compared with: the median of its like, or its run's duration; null where the limit is absolute. */
  readonly baselineMs: number | null;
}

/** Failures that belong together. */
export interface ErrorPattern {
  readonly rule: string;
  readonly severity: FindingSeverity;
  /** Of the events; `trace` of a run that failed as a whole, `http_request` of requests. */
  readonly type: SessionEventType | 'trace' | 'http_request';
  /** Of the events; else the run's id, or the host. */
  readonly name: string | null;
  /** Normalised. */
  readonly message: string;
  readonly count: number;
  /** Of all events of the type and name, or of the tool's finished calls; 4 decimals; null where there is no whole to compare with. */
  readonly rate: number | null;
  /** The first 20. */
  readonly eventIds: readonly string[];
}

/** What an agent decided that it should not have. */
export interface DecisionAnomaly {
  readonly rule: string;
  readonly severity: FindingSeverity;
  readonly traceId: string;
  readonly turn: number;
  /** Of the tool, agent or kind of decision that it is about. */
  readonly name: string | null;
  /** One plain sentence. */
  readonly message: string;
  readonly count: number;
  /** The first 20. */
  readonly eventIds: readonly string[];
}

export interface Suggestion {
  readonly code: string;
  /** 1 critical, 2 warning, 3 info: of the worst finding behind it. */
  readonly priority: 1 | 2 | 3;
  readonly message: string;
  /** Findings (`slowSpans[0]`), or ids of events where no list has them; the first 20. */
  readonly basedOn: readonly string[];
}

/** What the rules make of a session. Each list has 50 entries at most; the summary counts all. */
export interface SessionAnalysis {
  readonly rules: typeof sessionRules;
  readonly eventCount: number;
  readonly summary: {
    readonly slowSpans: number;
    readonly errorPatterns: number;
    readonly decisionAnomalies: number;
    readonly suggestions: number;
  };
  readonly slowSpans: readonly SlowSpan[];
  readonly errorPatterns: readonly ErrorPattern[];
  readonly decisionAnomalies: readonly DecisionAnomaly[];
  readonly suggestions: readonly Suggestion[];
  readonly thresholds: SessionThresholds;
}
