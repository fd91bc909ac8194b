import type { JsonObject, JsonValue } from '@debrief/kernel';
import { draftMessage } from '../draft-message';
import { readFinishReason } from '../read-finish-reason';
import { listIn, readJsonText, textIn } from '../read-json-text';
import { readRoleMessage } from '../read-message';
import { attribute, messagesOf, nothing, type MessageSource } from './source';

/** The names since version 4, and those before. */
const answer = (attributes: JsonObject, part: string): JsonValue | undefined =>
  attributes[`ai.response.${part}`] ?? attributes[`ai.result.${part}`];

const parts = ['text', 'toolCalls', 'object', 'reasoning'];

/** The Vercel AI SDK: a prompt or its messages, and an answer in parts. */
export const aiSdkSource: MessageSource = {
  name: 'ai.*',
  input: attribute('ai.prompt.messages', 'ai.prompt'),
  output: ({ attributes }) => {
    if (!parts.some((part) => answer(attributes, part) !== undefined)) return nothing;
    const object = answer(attributes, 'object');
    const message = readRoleMessage({
      role: 'assistant',
      content: answer(attributes, 'text') ?? null,
      reasoning: answer(attributes, 'reasoning') ?? null,
      tool_calls: listIn(answer(attributes, 'toolCalls')) ?? [],
    });
    const data = object === undefined ? [] : [{ type: 'json', data: readJsonText(object) } as const];
    const blocks = [...message.blocks, ...data];
    if (blocks.length === 0) return nothing;
    const reason = textIn(answer(attributes, 'finishReason')) ?? attributes['ai.finishReason'];
    return messagesOf([draftMessage('assistant', blocks, { finishReason: readFinishReason(reason) })]);
  },
};
