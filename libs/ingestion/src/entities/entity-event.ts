import type { JsonObject } from '@debrief/kernel';

export const entityKinds = ['trace', 'observation'] as const;
export type EntityKind = (typeof entityKinds)[number];

/** By what a client speaks: `/api/public` or `/v1`. A run that is first seen here is of that surface. */
export type EntitySurface = 'langfuse' | 'platform';

/** A piece of a trace or an observation (platform.md C2). What is shown is folded from all pieces: see `foldTrace` and `foldObservation`. */
export interface EntityEvent {
  readonly entity: EntityKind;
  /** External id of the trace or the observation, 1–256 characters. */
  readonly id: string;
  /** With the same content it is the same event, however often it comes; with other content it is one more. 1–256 characters. */
  readonly eventId: string;
  readonly kind: 'create' | 'update';
  /** When it happened. A text is ISO 8601, read to the microsecond; one that cannot be read counts as now. */
  readonly timestamp: Date | string;
  /**
   * Langfuse's camelCase body. Of an observation: traceId, parentObservationId, type, name, startTime, endTime, completionStartTime, input,
   * output, model, modelParameters, usage, usageDetails, costDetails, level, statusMessage, metadata, version, environment, promptName,
   * promptVersion; and `eventType`, which says what it is to detectors (`state_change`). Of a trace: name, userId, sessionId, release,
   * version, environment, tags, public, bookmarked, metadata, input, output, timestamp, startTime, endTime, level, statusMessage,
   * gitCommitSha, gitBranch, gitRepoUrl. What is of the wrong type says nothing; null and absent say nothing.
   */
  readonly body: JsonObject;
  /** Fields that it empties before it says what its body does: how a PATCH takes something back. */
  readonly clears?: readonly string[];
  /** It makes the entity, and is refused as `taken` where that was made with other content: see `EntityCreation`. */
  readonly creation?: EntityCreation;
}

/** Of events that make an entity, and that its client sends once: their ids name their contents. */
export interface EntityCreation {
  /** Whether the id is in use by what is no entity yet: a span, or a native event. A trace that others opened can be made all the same. */
  readonly isThere: boolean;
}

/** How the ids of events begin that make an entity, and no others. */
export const creationPrefix = 'create:';

/** What became of an event. */
export type EntityOutcome =
  /** Durable now. */
  | 'stored'
  /** It was there before: nothing changed. */
  | 'known'
  /** Its trace was deleted less than a day ago. */
  | 'deleted'
  /** Its trace holds as many events as a trace may. */
  | 'full'
  /** The id names a native event of the trace, which does not change. */
  | 'conflict'
  /** It was to make what is there with other content. */
  | 'taken';

/** An event as it is stored: masked, its content known by a digest. Times in microseconds since 1970. */
export interface StoredEvent {
  readonly surface: EntitySurface;
  readonly kind: 'create' | 'update';
  readonly occurredAt: number;
  /** Grows with every event that is stored. */
  readonly arrival: number;
  readonly clears: readonly string[];
  readonly body: JsonObject;
}
