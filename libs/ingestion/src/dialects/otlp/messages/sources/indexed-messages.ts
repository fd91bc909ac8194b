import type { JsonValue } from '@debrief/kernel';
import type { DraftMessage } from '../draft-message';
import { readContent } from '../read-content';
import { readMessage, readRoleMessage } from '../read-message';
import type { IndexedPrefix } from '../unfold-indexed';
import { isJsonObject } from '@debrief/kernel';
import { draftMessage } from '../draft-message';
import { messagesOf, type MessageSource, type SideReader } from './source';

const indexed =
  (prefix: IndexedPrefix): SideReader =>
  (view) =>
    messagesOf(view.indexed(prefix).map(read));

const read = (slot: JsonValue): DraftMessage =>
  readMessage(slot) ?? (isJsonObject(slot) ? readRoleMessage(slot) : draftMessage(null, readContent(slot)));

/** OpenLLMetry. */
export const indexedPromptsSource: MessageSource = {
  name: 'gen_ai.prompt.N',
  input: indexed('gen_ai.prompt'),
  output: indexed('gen_ai.completion'),
};

/** OpenInference. */
export const openinferenceSource: MessageSource = {
  name: 'llm.input_messages.N',
  input: indexed('llm.input_messages'),
  output: indexed('llm.output_messages'),
};
