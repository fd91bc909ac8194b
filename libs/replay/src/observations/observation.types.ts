import type { ObservationLevel } from '@debrief/ingestion';
import type { JsonObject, JsonText, JsonValue } from '@debrief/kernel';
import type { PlatformCondition } from '../platform-filters/platform-condition';
import type { SpanSummary } from '../spans/spans.types';

/** What an observation is to Platform clients (platform.md D). */
export const platformTypes = [
  'SPAN',
  'GENERATION',
  'EVENT',
  'AGENT',
  'TOOL',
  'CHAIN',
  'RETRIEVER',
  'EVALUATOR',
  'EMBEDDING',
  'GUARDRAIL',
] as const;
export type PlatformType = (typeof platformTypes)[number];

/** What an observation's run says of it. */
export interface ObservationContext {
  readonly traceName: string | null;
  readonly tags: readonly string[];
  readonly release: string | null;
  readonly isPublic: boolean;
  readonly isBookmarked: boolean;
}

/**
 * A step of a run of any surface as Platform clients see it: a span by its id, or a native event by its own (platform.md). Moments are
 * microseconds since 1970. `userId` and `sessionId` are those of its run.
 */
export interface Observation extends Omit<SpanSummary, 'name'>, ObservationContext {
  readonly projectId: string;
  /** Null: its sender gave it none. */
  readonly name: string | null;
  readonly type: PlatformType;
  readonly level: ObservationLevel;
  readonly statusMessage: string | null;
  readonly version: string | null;
  readonly environment: string;
  readonly promptName: string | null;
  readonly promptVersion: number | null;
  readonly firstTokenAt: number | null;
  /** Lies in no other, or its sender calls it the root of what his application did. */
  readonly isRoot: boolean;
  /** Whether any cost is known: else all of them are zero. */
  readonly isPriced: boolean;
  readonly receivedAt: number;
  /** Whether it is a span that was sent; else it is a native event. */
  readonly isImported: boolean;
}

/** What is read of an observation only where it is asked for. JSON that came as text is read. */
export interface ObservationDetails {
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly metadata: JsonObject | null;
  readonly modelParameters: JsonObject;
  /** Tokens by usage type, disjoint, and `total` (platform.md C3). Empty: it reports none. */
  readonly usageDetails: Readonly<Record<string, number>>;
  /** What the usage counts, where the sender says so. */
  readonly usageUnit: string | null;
  /** US dollars by usage type, and `total`. Empty: no cost is known. */
  readonly costDetails: Readonly<Record<string, number>>;
}

export interface DetailedObservation extends Observation {
  readonly details: ObservationDetails;
}

/** A native event's payload, and that of what ended it. */
export interface NativePayload {
  readonly type: string;
  readonly payload: JsonText;
  readonly metadata: JsonText | null;
  readonly endPayload: JsonText | null;
}

/** What narrows a list of observations. */
export interface ObservationQuery {
  readonly conditions: readonly PlatformCondition[];
}

export interface ObservationPage {
  readonly items: readonly Observation[];
  readonly nextCursor: string | null;
  readonly total: number;
  readonly isEstimated: boolean;
}
