import { isJsonObject, toColumnText, type JsonValue } from '@debrief/kernel';
import type { TraceStart } from '../../new-event';
import type { NativeEvent } from './native-event';

const maxTags = 50;
const maxMetadataBytes = 64 * 1024;

/**
 * Reads the marker that creates an unknown trace (native surface, section 4): a `state_change` named `session_started`, with
 * the fields in `payload.after`. Null for any other event. The limits are those of POST /api/traces, but here nothing is refused:
 * wrong types are ignored and longer text is cut. `project_id` is never read. Give it the masked event.
 */
export function readSessionStart({ type, payload }: NativeEvent): TraceStart | null {
  if (type !== 'state_change' || payload['name'] !== 'session_started') return null;
  const after = isJsonObject(payload['after']) ? payload['after'] : {};
  const metadata = isJsonObject(after['metadata']) ? after['metadata'] : null;
  const metadataText = metadata && JSON.stringify(metadata);
  return {
    sessionId: conversationId(after['session_id']) ?? conversationId(metadata?.['session_id']),
    userGoal: cut(after['user_goal'], 10_000),
    agent: cut(after['agent'], 256),
    environment: cut(after['environment'], 64),
    source: cut(after['source'], 64),
    metadata: metadataText && Buffer.byteLength(metadataText) <= maxMetadataBytes ? metadataText : null,
    tags: Array.isArray(after['tags']) ? readTags(after['tags']) : [],
  };
}

/** An id is kept whole or not at all: a cut one would join two conversations. */
const conversationId = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 256 ? toColumnText(value) : null;

const cut = (value: JsonValue | undefined, max: number): string | null =>
  typeof value === 'string' ? toColumnText(value.slice(0, max)) : null;

const readTags = (tags: readonly JsonValue[]): string[] =>
  tags
    .filter((tag) => typeof tag === 'string' && tag.length <= 128)
    .slice(0, maxTags)
    .map((tag) => toColumnText(tag as string));
