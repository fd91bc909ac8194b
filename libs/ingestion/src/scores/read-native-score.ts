import { createHash } from 'node:crypto';
import { canonicalJson, DomainError, type JsonObject, parseJson, toColumnText } from '@debrief/kernel';
import type { NewEvent } from '../new-event';
import { type Finding, readFinding } from './finding';
import type { NewScore } from './new-score';

type ScoreEventFields = Pick<NewEvent, 'idempotencyKey' | 'name' | 'payload' | 'startedAt'>;

/**
 * The score that a native `score` event says its run has (native.md §3), known by the event's key. Null where it says none: payloads are
 * not type-checked. What it names as its source is no source of ours: it stays in the metadata.
 * @param event masked
 * @param traceId external id of its run
 * @param arrivedAt stands in where the event tells no time
 */
export const readNativeScore = (event: ScoreEventFields, traceId: string, arrivedAt: Date): NewScore | null => {
  const payload = parseJson(event.payload) as JsonObject;
  const finding = findingOf(payload);
  if (event.name === null || finding === null) return null;
  const { comment, source } = payload;
  return {
    externalId: createHash('sha256')
      .update(canonicalJson(['native', traceId, event.idempotencyKey]))
      .digest('hex')
      .slice(0, 32),
    traceId,
    observationId: null,
    name: event.name,
    ...finding,
    stringValue: finding.stringValue === null ? null : toColumnText(finding.stringValue),
    source: 'API',
    comment: typeof comment === 'string' ? toColumnText(comment) : null,
    metadata: typeof source === 'string' ? JSON.stringify({ source }) : null,
    scoredAt: (event.startedAt === null ? arrivedAt.getTime() : Date.parse(event.startedAt)) * 1_000,
  };
};

type NativeFinding = Finding & Pick<NewScore, 'dataType'>;

const findingOf = ({ value }: JsonObject): NativeFinding | null => {
  try {
    return value === undefined ? null : (readFinding({ value }) as NativeFinding | null);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
};
