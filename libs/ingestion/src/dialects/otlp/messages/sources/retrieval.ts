import { draftMessage } from '../draft-message';
import { messagesOf, nothing, type MessageSource } from './source';

/** What was asked of a retriever, and what it found. */
export const retrievalSource: MessageSource = {
  name: 'retrieval',
  input: ({ normal: { query } }) =>
    query === null ? nothing : messagesOf([draftMessage('user', [{ type: 'text', text: query }])]),
  output: ({ normal: { documents } }) =>
    documents === null || documents.length === 0
      ? nothing
      : messagesOf([draftMessage('tool', [{ type: 'json', data: [...documents] }])]),
};
