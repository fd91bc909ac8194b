import { readPayload } from '../read-payload';
import { attribute, bothSides, splitConversation, type MessageSource } from './source';

const finalResult = attribute('final_result');

const conversation = bothSides(
  ({ attributes }) => 'pydantic_ai.all_messages' in attributes,
  ({ attributes }) => splitConversation(readPayload(attributes['pydantic_ai.all_messages']).messages),
);

/** Pydantic AI's agent spans hold the conversation as it stood at the end. */
export const pydanticAiSource: MessageSource = {
  name: 'pydantic_ai.all_messages',
  input: conversation.input,
  output: (view) => {
    const said = conversation.output(view);
    return said.messages.length > 0 ? said : finalResult(view);
  },
};
