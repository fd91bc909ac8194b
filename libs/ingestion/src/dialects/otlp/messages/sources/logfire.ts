import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { draftMessage, type DraftMessage } from '../draft-message';
import { readContent } from '../read-content';
import { listIn, objectIn, textIn } from '../read-json-text';
import { isMessageEvent, readMessageEvents } from './otel-events';
import { attribute, messagesOf, nothing, splitConversation, type MessageSource } from './source';
import type { SpanView } from './span-view';

/** Events in an attribute, each with its name; parts that Logfire has no name for stand under `data`, by their direction. */
function readEvents(view: SpanView): { input: DraftMessage[]; output: DraftMessage[] } {
  const listed = ['events', 'all_messages_events'].map((key) => listIn(view.attributes[key]) ?? []);
  const events = (listed.find((list) => list.length > 0) ?? []).filter(isJsonObject);
  const named = events.filter((event) => isMessageEvent(nameOf(event)));
  const said = readMessageEvents(named.map((event) => ({ name: nameOf(event), fields: event })));
  const parts = events.flatMap(readUnnamed);
  if (parts.length === 0) return said;
  const split = splitConversation(parts);
  return { input: [...said.input, ...split.input], output: [...said.output, ...split.output] };
}

const nameOf = (event: JsonObject): string => textIn(event['event.name']) ?? '';

function readUnnamed(event: JsonObject): DraftMessage[] {
  const { data } = event;
  if (isMessageEvent(nameOf(event)) || !isJsonObject(data) || typeof data['type'] !== 'string') return [];
  if (data['type'].startsWith('input_')) return [draftMessage('user', readContent(data))];
  return data['type'].startsWith('output_') ? [draftMessage('assistant', readContent(data))] : [];
}

/** A streamed answer is recorded as one text. */
function readResponse(view: SpanView) {
  const streamed: JsonValue | undefined = objectIn(view.attributes['response_data'])?.['combined_chunk_content'];
  if (typeof streamed === 'string') return messagesOf([draftMessage('assistant', readContent(streamed))]);
  return attribute('response_data')(view);
}

/** Pydantic Logfire: a list of events, or the request and the response of a client. */
export const logfireSource: MessageSource = {
  name: 'events, request_data',
  input: (view) => {
    const { input } = readEvents(view);
    return input.length > 0 ? messagesOf(input) : attribute('request_data')(view);
  },
  output: (view) => {
    const { output } = readEvents(view);
    if (output.length > 0) return messagesOf(output);
    return 'response_data' in view.attributes ? readResponse(view) : nothing;
  },
};
