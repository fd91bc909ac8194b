import type { EntityEvent } from '@debrief/ingestion';
import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { envelopeFields, findFault, observationFields, traceFields } from './check-item';
import { type ItemType, itemTypes } from './item-types';
import { toOperation } from './to-operation';

/** What becomes of an item of a batch. */
export type ReadItem =
  | { readonly to: 'entities'; readonly event: EntityEvent }
  | { readonly to: 'scores' | 'checkpoints' | 'git-links'; readonly sent: SentItem }
  | { readonly to: 'nobody' }
  | { readonly to: 'sender'; readonly status: 400 | 413; readonly error: string };

export interface SentItem {
  readonly eventId: string;
  readonly timestamp: Date;
  /** With an id: its own, else that of the event. */
  readonly body: JsonObject;
}

/** Of one item's body as JSON (README rule 9). */
const maxBodyBytes = 1024 * 1024;

/** The id by which an item's outcome is told. */
export const idOf = (item: JsonValue): string =>
  isJsonObject(item) && typeof item['id'] === 'string' ? item['id'] : 'unknown';

/** Reads one item of a batch (platform.md C2). Nothing of another item matters. */
export const readItem = (item: JsonValue): ReadItem => {
  if (!isJsonObject(item)) return refuse('must be an object');
  const missing = Object.keys(envelopeFields).find((name) => (item[name] ?? null) === null);
  const fault = missing === undefined ? findFault(item, envelopeFields) : `${missing} is required`;
  if (fault !== undefined) return refuse(fault);
  const type = itemTypes.get(item['type'] as string);
  if (!type) return refuse(`type ${(item['type'] as string).slice(0, 100)} is not known`);
  if (type.about === 'log') return { to: 'nobody' };
  const body = item['body'] as JsonObject;
  if (Buffer.byteLength(JSON.stringify(body)) > maxBodyBytes)
    return { to: 'sender', status: 413, error: 'body is larger than 1 MiB' };
  return readBody(type, { id: item['id'] as string, timestamp: item['timestamp'] as string, body });
};

interface Envelope {
  readonly id: string;
  readonly timestamp: string;
  readonly body: JsonObject;
}

const readBody = (type: Exclude<ItemType, { about: 'log' }>, { id, timestamp, body }: Envelope): ReadItem => {
  switch (type.about) {
    case 'trace':
      return toEvent('trace', 'create', { id, timestamp, body }, findFault(body, traceFields));
    case 'observation': {
      const fault = findFault(body, observationFields);
      const hasId = (body['id'] ?? null) !== null || type.kind === 'create';
      const said = type.word === undefined ? body : { ...body, type: type.word };
      return toEvent('observation', type.kind, { id, timestamp, body: said }, hasId ? fault : 'id is required');
    }
    case 'operation': {
      const said = { ...toOperation(type.name, body, timestamp), id: body['id'] ?? null };
      return toEvent('observation', 'create', { id, timestamp, body: said }, findFault(said, observationFields));
    }
    case 'score':
      return { to: 'scores', sent: toSent({ id, timestamp, body }) };
    case 'checkpoint':
      return { to: 'checkpoints', sent: toSent({ id, timestamp, body: { timestamp, ...body } }) };
    case 'git-link':
      return { to: 'git-links', sent: toSent({ id, timestamp, body }) };
  }
};

const toEvent = (
  entity: EntityEvent['entity'],
  kind: EntityEvent['kind'],
  { id, timestamp, body }: Envelope,
  fault: string | undefined,
): ReadItem => {
  if (fault !== undefined) return refuse(`body.${fault}`);
  const { id: own, ...said } = body;
  const event = { entity, kind, id: typeof own === 'string' ? own : id, eventId: id, timestamp, body: said };
  return { to: 'entities', event };
};

/** What has no id has that of its event: then the same event again is the same thing. */
const toSent = ({ id, timestamp, body }: Envelope): SentItem => ({
  eventId: id,
  timestamp: new Date(timestamp),
  body: { ...body, id: body['id'] ?? id },
});

const refuse = (error: string): ReadItem => ({ to: 'sender', status: 400, error });
