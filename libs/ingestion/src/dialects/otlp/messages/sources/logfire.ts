import { isJsonObject, type JsonObject } from '@debrief/kernel';
import { draftMessage, type DraftMessage } from '../draft-message';
import { readContent } from '../read-content';
import { listIn, objectIn, textIn } from '../read-json-text';
import { isMessageEvent, readMessageEvents } from './otel-events';
import { attribute, bothSides, messagesOf, splitConversation, type MessageSource, type SideReader } from './source';
import type { SpanView } from './span-view';

/** Events in an attribute, each with its name; parts that Logfire has no name for stand under `data`, by their direction. */
const eventsIn = bothSides(hasEvents, ({ attributes }) => {
  const events = (listIn(attributes['events']) ?? listIn(attributes['all_messages_events']) ?? []).filter(isJsonObject);
  const named = events.filter((event) => isMessageEvent(nameOf(event)));
  const said = readMessageEvents(named.map((event) => ({ name: nameOf(event), fields: event })));
  const parts = events.flatMap(readUnnamed);
  if (parts.length === 0) return said;
  const split = splitConversation(parts);
  return { input: [...said.input, ...split.input], output: [...said.output, ...split.output] };
});

function hasEvents({ attributes }: SpanView): boolean {
  return 'events' in attributes || 'all_messages_events' in attributes;
}

const nameOf = (event: JsonObject): string => textIn(event['event.name']) ?? '';

function readUnnamed(event: JsonObject): DraftMessage[] {
  const { data } = event;
  if (isMessageEvent(nameOf(event)) || !isJsonObject(data) || typeof data['type'] !== 'string') return [];
  if (data['type'].startsWith('input_')) return [draftMessage('user', readContent(data))];
  return data['type'].startsWith('output_') ? [draftMessage('assistant', readContent(data))] : [];
}

const request = attribute('request_data');
const response = attribute('response_data');

/** A streamed answer is recorded as one text. */
const streamed: SideReader = (view) => {
  const text = objectIn(view.attributes['response_data'])?.['combined_chunk_content'];
  return typeof text === 'string' ? messagesOf([draftMessage('assistant', readContent(text))]) : response(view);
};

/** Pydantic Logfire: a list of events, or the request and the response of a client. */
export const logfireSource: MessageSource = {
  name: 'events, request_data',
  input: (view) => {
    const said = eventsIn.input(view);
    return said.messages.length > 0 ? said : request(view);
  },
  output: (view) => {
    const said = eventsIn.output(view);
    return said.messages.length > 0 ? said : streamed(view);
  },
};
