import { draftMessage } from '../draft-message';
import { readJsonText } from '../read-json-text';
import { attribute, messagesOf, type MessageSource } from './source';

const request = attribute('gcp.vertex.agent.llm_request');

/** Google ADK: Gemini's request and response, or the context that an agent was given. */
export const adkSource: MessageSource = {
  name: 'gcp.vertex.agent.*',
  input: (view) => {
    const said = request(view);
    const data = view.attributes['gcp.vertex.agent.data'];
    if (said.messages.length > 0 || data === undefined || data === '' || data === '{}' || data === '[]') return said;
    return messagesOf([draftMessage('user', [{ type: 'context', data: readJsonText(data) }])]);
  },
  output: attribute('gcp.vertex.agent.llm_response'),
};
