import { isJsonObject, type JsonObject } from '@debrief/kernel';
import { findVariables } from './find-variables';

export const promptTypes = ['text', 'chat'] as const;
export type PromptType = (typeof promptTypes)[number];

/** What a version says: a text, or messages: `{role, content}`, or `{type: 'placeholder', name}` for messages that come later. */
export type PromptContent = string | readonly JsonObject[];

/** A part of a prompt, in order: a text in which variables stand, or a place for messages. */
export type PromptPart =
  { readonly kind: 'template'; readonly text: string } | { readonly kind: 'placeholder'; readonly name: string };

export const isPlaceholder = (message: JsonObject): message is JsonObject & { readonly name: string } =>
  message.type === 'placeholder' && typeof message.name === 'string';

export const partsOf = (content: PromptContent): PromptPart[] => {
  if (typeof content === 'string') return [{ kind: 'template', text: content }];
  return content.map((message) =>
    isPlaceholder(message)
      ? { kind: 'placeholder', name: message.name }
      : { kind: 'template', text: typeof message.content === 'string' ? message.content : '' },
  );
};

/** The variables of a prompt, each once, in order of first use; placeholders are none. */
export const variablesOf = (content: PromptContent): string[] => [
  ...new Set(partsOf(content).flatMap((part) => (part.kind === 'template' ? findVariables(part.text) : []))),
];

export const placeholdersOf = (content: PromptContent): string[] => [
  ...new Set(partsOf(content).flatMap((part) => (part.kind === 'placeholder' ? [part.name] : []))),
];

export const isMessageList = (value: unknown): value is JsonObject[] =>
  Array.isArray(value) && value.every((item) => isJsonObject(item));
