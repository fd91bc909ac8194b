import { cloneJson, type JsonObject, newTraceExternalId, toColumnText } from '@debrief/kernel';
import type { NewTrace } from './ingestion.types';
import type { Masker } from './masking/masker';
import type { TraceRow } from './trace.queries';

/** What a client says of a trace, as columns: masked, defaults applied. */
export interface TraceColumns {
  readonly projectId: string;
  readonly externalId: string;
  readonly sessionId: string;
  readonly userGoal: string | null;
  readonly agent: string | null;
  readonly environment: string | null;
  readonly source: string | null;
  readonly metadata: string;
  readonly tags: string[];
}

export const toColumns = (input: NewTrace, projectId: string, masker: Masker): TraceColumns => {
  const text = (value: string | null): string | null =>
    value === null ? null : toColumnText(masker.maskText(value).value);
  const externalId = input.id ?? newTraceExternalId();
  const metadata = cloneJson(input.metadata ?? {}) as JsonObject;
  const fromMetadata = metadata['session_id'];
  masker.maskValue(metadata);
  return {
    projectId,
    externalId,
    sessionId: input.sessionId ?? (typeof fromMetadata === 'string' && fromMetadata !== '' ? fromMetadata : externalId),
    userGoal: text(input.userGoal),
    agent: text(input.agent),
    environment: text(input.environment),
    source: text(input.source),
    metadata: JSON.stringify(metadata),
    tags: (input.tags ?? []).map((tag) => toColumnText(masker.maskText(tag).value)),
  };
};

const fillable = ['userGoal', 'agent', 'environment', 'source'] as const;

/**
 * What of `wanted` the stored trace still lacks: null fields, empty metadata and tags, and a session that was only the default.
 * Set fields stay (native.md §2, endpoint 1).
 */
export const fillTrace = (stored: TraceRow, wanted: TraceColumns): Partial<TraceColumns> => ({
  ...Object.fromEntries(
    fillable.filter((field) => stored[field] === null && wanted[field] !== null).map((field) => [field, wanted[field]]),
  ),
  ...(stored.metadata === '{}' && wanted.metadata !== '{}' ? { metadata: wanted.metadata } : {}),
  ...(stored.tags.length === 0 && wanted.tags.length > 0 ? { tags: wanted.tags } : {}),
  ...(stored.sessionId === stored.externalId && wanted.sessionId !== stored.sessionId
    ? { sessionId: wanted.sessionId }
    : {}),
});
