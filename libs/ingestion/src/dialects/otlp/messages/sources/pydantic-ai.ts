import { readPayload } from '../read-payload';
import { attribute, messagesOf, splitConversation, type MessageSource } from './source';
import type { SpanView } from './span-view';

const conversation = ({ attributes }: SpanView) =>
  splitConversation(readPayload(attributes['pydantic_ai.all_messages']).messages);

/** Pydantic AI's agent spans hold the conversation as it stood at the end. */
export const pydanticAiSource: MessageSource = {
  name: 'pydantic_ai.all_messages',
  input: (view) => messagesOf(conversation(view).input),
  output: (view) => {
    const { output } = conversation(view);
    return output.length > 0 ? messagesOf(output) : attribute('final_result')(view);
  },
};
