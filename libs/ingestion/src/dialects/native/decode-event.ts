import { toColumnText, type JsonObject, type JsonValue } from '@debrief/kernel';
import { MaskTally } from '../../masking/mask-tally';
import type { Masker } from '../../masking/masker';
import type { Decoded, NewEvent } from '../../new-event';
import { canonicalContent } from './canonical-json';
import { checkEvent } from './check-event';
import { contentHash } from './content-hash';
import { decideStatus } from './decide-status';
import { envelopeOptions, isExtraField, type NativeEvent } from './native-event';
import { parseTimestamp } from './parse-timestamp';
import { readFacts } from './read-facts';
import { readSessionStart } from './read-session-start';

export interface DecodeContext {
  /** Keys the content hash; the same for all processes of an installation, for ever. */
  readonly hashSecret: string;
  readonly masker: Masker;
}

/**
 * Turns one item of an append body into an event to store: check, hash as received, mask, then read the columns from what the
 * masker left. Runs for every event. Takes over the item and changes it in place. Never throws for any JSON value.
 */
export function decodeEvent(item: JsonValue, { hashSecret, masker }: DecodeContext): Decoded {
  const checked = checkEvent(item);
  if (!checked.ok) return checked;
  const sent = checked.event;
  const hash = contentHash(hashSecret, canonicalContent(sent));
  const tally = new MaskTally();
  tally.addAll(masker.maskValue(sent.payload).counts);
  const { metadata, spanId, parentId } = envelopeOptions(sent);
  const metadataText = maskedText(metadata, masker, tally);
  const extraText = maskedText(extraFields(sent), masker, tally);
  const event: NewEvent = {
    seq: sent.seq,
    idempotencyKey: toColumnText(sent.idempotency_key),
    type: sent.type,
    timestamp: toColumnText(sent.timestamp),
    startedAt: parseTimestamp(sent.timestamp),
    spanId: spanId === null ? null : toColumnText(spanId),
    parentId: parentId === null ? null : toColumnText(parentId),
    ...readFacts(sent, metadata),
    contentHash: hash,
    payload: JSON.stringify(sent.payload),
    metadata: metadataText,
    extra: extraText,
    end: sent.type === 'session_end' ? decideStatus(sent.payload) : null,
  };
  return { ok: true, event, start: readSessionStart(sent), masks: tally.counts };
}

function maskedText(fields: JsonObject | null, masker: Masker, tally: MaskTally): string | null {
  if (fields === null || Object.keys(fields).length === 0) return null;
  tally.addAll(masker.maskValue(fields).counts);
  return JSON.stringify(fields);
}

/** Without a prototype, so that a field named `__proto__` is stored like any other. Null when there are none. */
function extraFields(event: NativeEvent): JsonObject | null {
  let extra: JsonObject | null = null;
  for (const field of Object.keys(event)) {
    if (!isExtraField(field)) continue;
    extra ??= Object.create(null) as JsonObject;
    extra[field] = event[field] as JsonValue;
  }
  return extra;
}
