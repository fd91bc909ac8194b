import { isJsonObject, type JsonObject } from '@debrief/kernel';
import { draftMessage, type DraftMessage, type MessageOrigin } from '../draft-message';
import { readContent } from '../read-content';
import { objectIn } from '../read-json-text';
import { readRoleMessage } from '../read-message';
import { readPayload } from '../read-payload';
import { bothSides, splitConversation, type MessageSource, type Sides } from './source';
import type { MessageEvent } from './span-view';

interface EventRule {
  readonly side: 'input' | 'output';
  readonly read: (fields: JsonObject) => readonly DraftMessage[];
}

const message =
  (role: string): EventRule['read'] =>
  (fields) => [readRoleMessage({ role, ...fields })];

/** The message is an object, its JSON, the JSON of its parts, or a text. Strands puts the results of called tools beside it. */
function choice(fields: JsonObject): readonly DraftMessage[] {
  const said = fields['message'] ?? fields['content'] ?? null;
  const whole = isJsonObject(said) ? said : (objectIn(said) ?? { content: said });
  const { finish_reason = null, tool_calls = null } = fields;
  const answer = { ...readRoleMessage({ role: 'assistant', finish_reason, tool_calls, ...whole }), isChoice: true };
  const results = readContent(fields['tool.result']);
  return results.length === 0 ? [answer] : [answer, draftMessage('tool', results)];
}

const completion: EventRule['read'] = (fields) =>
  readPayload(fields['gen_ai.completion']).messages.map((draft) => ({ ...draft, isChoice: true }));

const rules = new Map<string, EventRule>([
  ['gen_ai.system.message', { side: 'input', read: message('system') }],
  ['gen_ai.user.message', { side: 'input', read: message('user') }],
  ['gen_ai.assistant.message', { side: 'input', read: message('assistant') }],
  ['gen_ai.tool.message', { side: 'input', read: message('tool') }],
  ['gen_ai.choice', { side: 'output', read: choice }],
  ['gen_ai.content.prompt', { side: 'input', read: (fields) => readPayload(fields['gen_ai.prompt']).messages }],
  ['gen_ai.content.completion', { side: 'output', read: completion }],
]);

/** Whether an event, or a log record, of that name says something of a conversation. */
export const isMessageEvent = (name: string): boolean => rules.has(name);

/** What events say. Who writes no `gen_ai.choice` says the answer as the last message of the assistant. */
export function readMessageEvents(
  events: readonly (Omit<MessageEvent, 'origin'> & { origin?: MessageOrigin })[],
): Sides {
  const said = { input: [] as DraftMessage[], output: [] as DraftMessage[] };
  for (const { name, fields, origin } of events) {
    const rule = rules.get(name);
    if (rule) said[rule.side].push(...rule.read(fields).map((draft) => ({ ...draft, ...(origin ? { origin } : {}) })));
  }
  return said.output.length > 0 ? said : splitConversation(said.input);
}

/** OpenTelemetry's events, one a message, of the span or of log records. */
export const otelEventsSource: MessageSource = {
  name: 'gen_ai.*.message',
  ...bothSides(
    ({ events }) => events.length > 0,
    ({ events }) => readMessageEvents(events),
  ),
};
