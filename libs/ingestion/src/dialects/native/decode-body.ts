import { DomainError, invalid, isJsonObject, type JsonValue } from '@debrief/kernel';

/** What an append request carries. A batch answers per item and never fails as a whole; a single event does. */
export type AppendBody =
  { readonly kind: 'batch'; readonly items: JsonValue[] } | { readonly kind: 'single'; readonly item: JsonValue };

/**
 * Tells the three shapes of an append body apart (native surface, section 4): `{"events": […]}`, `{"events": {…}}` as a batch of
 * one, or one bare event. Throws MALFORMED for a body that is no object, INVALID for one that holds neither.
 */
export function decodeAppendBody(body: JsonValue): AppendBody {
  if (!isJsonObject(body)) throw new DomainError('MALFORMED', 'the body must be a JSON object');
  const { events, type } = body;
  if (Array.isArray(events)) return { kind: 'batch', items: events };
  if (isJsonObject(events)) return { kind: 'batch', items: [events] };
  if (events != null) throw invalid('events', 'must be an array of events');
  if (type == null) throw invalid('events', 'is required, unless the body is one event');
  return { kind: 'single', item: body };
}
