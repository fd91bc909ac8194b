import { createHash } from 'node:crypto';
import {
  canonicalJson,
  isJsonObject,
  type JsonObject,
  type JsonText,
  type JsonValue,
  parseJson,
} from '@debrief/kernel';

/** What of an event a proof stands for: what the client said, not where and when the server put it. */
const provenFields = ['seq', 'type', 'timestamp', 'span_id', 'parent_id', 'payload', 'metadata'];

/** SHA-256 over events in seq order: of each the canonical JSON of its proven fields and a line feed. */
export class EventsHash {
  private readonly hash = createHash('sha256');
  count = 0;

  /** @param event as GET /api/traces/{id}/events gives it */
  add(event: JsonObject): void {
    const proven = Object.fromEntries(provenFields.map((field) => [field, event[field] ?? null]));
    this.hash.update(`${canonicalJson(proven)}\n`, 'utf8');
    this.count += 1;
  }

  /** Lower-case hex. Ends the hash. */
  digest(): string {
    return this.hash.digest('hex');
  }
}

/** Of a timeline as the API answers with it: for whoever wants to compare a proof with the runs. */
export const hashEvents = (events: readonly JsonValue[]): string => {
  const hash = new EventsHash();
  for (const event of events) if (isJsonObject(event)) hash.add(event);
  return hash.digest();
};

export const readEvent = (text: JsonText): JsonObject => {
  const event = parseJson(text);
  return isJsonObject(event) ? event : {};
};
