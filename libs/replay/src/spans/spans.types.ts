import type { CursorPosition } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import type { Condition } from './filters/condition';
import type { ListOrder } from './list-order';

/** Tokens and US dollars. What reports none has zeros. */
export interface UsageTotals {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly inputCost: number;
  readonly outputCost: number;
  readonly cacheReadCost: number;
  readonly cacheWriteCost: number;
  readonly reasoningCost: number;
  readonly totalCost: number;
}

/** A run as trace explorers see it. Moments are microseconds since 1970. */
export interface TraceSummary extends UsageTotals {
  readonly id: string;
  readonly projectId: string;
  readonly externalId: string;
  readonly surface: string;
  readonly name: string | null;
  readonly start: number;
  readonly end: number | null;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly environment: string | null;
  readonly spanCount: number;
  readonly observationCount: number;
  readonly tags: readonly string[];
  readonly metadata: JsonText;
  readonly inputPreview: string | null;
  readonly outputPreview: string | null;
  readonly hasError: boolean;
  /** Changes with whatever is seen of the run. */
  readonly version: string;
}

/** A span as trace explorers see it: an imported one, or what a native event is as a span. */
export interface SpanSummary extends UsageTotals {
  /** Internal id of its run. */
  readonly traceId: string;
  readonly traceExternalId: string;
  readonly seq: number;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  /** OTLP's number. */
  readonly kind: number;
  readonly category: string;
  readonly observationType: string;
  readonly framework: string | null;
  readonly statusCode: string | null;
  readonly start: number;
  readonly end: number | null;
  readonly environment: string | null;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly agent: string | null;
  readonly finishReasons: readonly string[] | null;
  readonly eventCount: number;
  readonly linkCount: number;
  readonly inputPreview: string | null;
  readonly outputPreview: string | null;
}

/** A conversation: what its runs add up to. Moments are microseconds since 1970. */
export interface SessionSummary extends UsageTotals {
  readonly sessionId: string;
  /** Of the first run that names one. */
  readonly userId: string | null;
  readonly environment: string | null;
  readonly start: number;
  readonly end: number | null;
  /** Of its last run. */
  readonly lastStart: number;
  readonly traceCount: number;
  readonly spanCount: number;
  readonly observationCount: number;
}

/** What narrows a list of sessions. */
export interface SessionListQuery {
  readonly conditions: readonly Condition[];
  readonly order: ListOrder;
}

/** What narrows a list of runs, beside its conditions. */
export interface TraceListQuery {
  readonly conditions: readonly Condition[];
  /** Leaves out runs in which every span is a plain one. */
  readonly onlyObserved: boolean;
  readonly order: ListOrder;
}

/** What narrows a list of spans, beside its conditions. */
export interface SpanListQuery {
  readonly conditions: readonly Condition[];
  /** Whether a span is more than a plain one, or has a model; undefined: both. */
  readonly isObservation?: boolean;
  readonly order: ListOrder;
}

/** A row of a list with its place in the order. */
export type Placed<T> = T & { readonly position: CursorPosition };
