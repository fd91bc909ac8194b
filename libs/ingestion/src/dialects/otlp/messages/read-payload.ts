import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { draftMessage, type DraftMessage } from './draft-message';
import { isPart, readContent } from './read-content';
import { readJsonText } from './read-json-text';
import { readBareMessage, readMessage } from './read-message';
import { shapes } from './shapes/shapes';

export interface PayloadMessages {
  readonly messages: readonly DraftMessage[];
  /** False: the payload is no message but data, which stands in one block. */
  readonly areMessages: boolean;
}

/** Wrappers in wrappers: of a request in an array in a record, and some to spare. */
const maxWrappers = 6;

const lists = shapes.flatMap((shape) => shape.listMessages ?? []);

const none: PayloadMessages = { messages: [], areMessages: false };

/** The messages in what an attribute holds, in whatever shape: a text, a message, a list of them, a request or a response. */
export function readPayload(value: JsonValue | undefined): PayloadMessages {
  if (value === undefined || value === null || value === '') return none;
  const structure = readJsonText(value);
  if (typeof structure === 'string')
    return { messages: [draftMessage(null, readContent(structure))], areMessages: true };
  if (isEmpty(structure)) return none;
  const bare = readBareMessage(structure);
  const messages = bare ? [bare] : findMessages(structure, maxWrappers);
  if (messages) return { messages, areMessages: true };
  return { messages: [draftMessage(null, [{ type: 'json', data: structure }])], areMessages: false };
}

const isEmpty = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function findMessages(value: JsonValue, wrappers: number): DraftMessage[] | undefined {
  if (Array.isArray(value)) return findInList(value, wrappers);
  if (!isJsonObject(value)) return undefined;
  const message = readMessage(value);
  if (message) return [message];
  return wrappers === 0 ? undefined : findInside(value, wrappers);
}

function findInside(value: { [key: string]: JsonValue }, wrappers: number): DraftMessage[] | undefined {
  for (const listMessages of lists) {
    const items = listMessages(value);
    const messages = items && findInList(items, wrappers - 1);
    if (messages) return messages;
  }
  return undefined;
}

/** A list of messages, of lists of them (batches), or of the parts of one. What else is among messages is kept as data. */
function findInList(items: readonly JsonValue[], wrappers: number): DraftMessage[] | undefined {
  const found = items.map((item) =>
    typeof item === 'string' ? undefined : findMessages(item, Math.max(0, wrappers - 1)),
  );
  if (found.some((messages) => messages !== undefined))
    return found.flatMap((messages, index) => messages ?? [draftMessage(null, readContent(items[index]))]);
  return items.length > 0 && items.every(isPart) ? [draftMessage(null, readContent([...items]))] : undefined;
}
