import { invalid, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';
import {
  isPlaceholder,
  placeholdersOf,
  type PromptContent,
  type PromptType,
  promptTypes,
  variablesOf,
} from './prompt-content';

/** @throws DomainError INVALID (type) */
export const readPromptType = (type: string): PromptType => {
  const known = promptTypes.find((one) => one === type.toLowerCase());
  if (!known) throw invalid('type', 'must be text or chat');
  return known;
};

const placeholderName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const maxMessages = 1_000;

/**
 * Checks what a version is to say.
 * @param field how the sender calls it, for errors
 * @param value a text; of a chat its messages, as a list or as JSON text
 * @throws DomainError INVALID (field)
 */
export const readContent = (field: string, type: PromptType, value: JsonValue | undefined): PromptContent => {
  if (value === undefined || value === null) throw invalid(field, 'is required');
  const content = type === 'text' ? readText(field, value) : readMessages(field, toList(field, value));
  const variables = new Set(variablesOf(content));
  const twice = placeholdersOf(content).filter((name) => variables.has(name));
  if (twice.length > 0) throw invalid(field, `has a variable and a placeholder of one name: ${twice.join(', ')}`);
  return content;
};

const readText = (field: string, value: JsonValue): string => {
  if (typeof value !== 'string') throw invalid(field, 'must be a string: the type of the prompt is text');
  refuseReferences(field, value);
  return value;
};

const toList = (field: string, value: JsonValue): JsonValue => {
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value);
  } catch {
    throw invalid(field, 'must be a list of messages: the type of the prompt is chat');
  }
};

const readMessages = (field: string, value: JsonValue): JsonObject[] => {
  if (!Array.isArray(value)) throw invalid(field, 'must be a list of messages: the type of the prompt is chat');
  if (value.length > maxMessages) throw invalid(field, `must have at most ${maxMessages} messages`);
  return value.map((message, index) => readMessage(`${field}.${index}`, message));
};

const readMessage = (field: string, message: JsonValue): JsonObject => {
  if (!isJsonObject(message)) throw invalid(field, 'must be an object');
  if (message.type === 'placeholder') {
    if (!isPlaceholder(message) || !placeholderName.test(message.name))
      throw invalid(`${field}.name`, 'must be letters, digits and underscores, and begin with no digit');
    return { type: 'placeholder', name: message.name };
  }
  if (typeof message.role !== 'string') throw invalid(`${field}.role`, 'must be a string');
  if (typeof message.content !== 'string') throw invalid(`${field}.content`, 'must be a string');
  refuseReferences(`${field}.content`, message.content);
  return withoutMark(message);
};

/** Some SDKs mark what is no placeholder; models refuse messages with the mark. */
const withoutMark = (message: JsonObject): JsonObject => {
  if (message.type !== 'chatmessage') return message;
  const { type: _, ...rest } = message;
  return rest;
};

const referenceStart = '@@@langfusePrompt:';

/** A text that takes another prompt in: served as it stands it would be wrong, so it is not taken until that is done. */
const refuseReferences = (field: string, text: string): void => {
  const start = text.indexOf(referenceStart);
  if (start !== -1 && text.includes('@@@', start + referenceStart.length))
    throw invalid(field, 'refers to another prompt (@@@langfusePrompt:…@@@), which is not supported yet');
};
