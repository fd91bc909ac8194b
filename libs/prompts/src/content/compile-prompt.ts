import { DomainError, isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import { readTemplate } from './find-variables';
import { isMessageList, isPlaceholder, partsOf, type PromptContent, variablesOf } from './prompt-content';

export interface PromptValues {
  readonly variables: Readonly<JsonObject>;
  /** Name of a placeholder → the messages that take its place. */
  readonly placeholders: Readonly<JsonObject>;
}

export interface CompiledPrompt {
  readonly content: PromptContent;
  /** Variables that were given and stand nowhere in the prompt, in the order in which they were given. */
  readonly unusedVariables: readonly string[];
}

/**
 * Puts values in the place of variables and messages in the place of placeholders. What is put in is not looked at again. `null` is no
 * value, as everywhere in a body.
 * @throws DomainError INVALID with `details.missing`: all names without a value, in order; nothing is compiled then
 */
export const compilePrompt = (content: PromptContent, values: PromptValues): CompiledPrompt => {
  const missing = missingOf(content, values);
  if (missing.length > 0) throw new DomainError('INVALID', `Missing: ${missing.join(', ')}`, { details: { missing } });
  const used = new Set(variablesOf(content));
  return {
    content:
      typeof content === 'string'
        ? fill(content, values.variables)
        : content.flatMap((message) => compileMessage(message, values)),
    unusedVariables: Object.keys(values.variables).filter((name) => !used.has(name)),
  };
};

/** As `compilePrompt` does with a text. @throws DomainError INVALID with `details.missing` */
export const compileText = (template: string, variables: Readonly<JsonObject>): string =>
  compilePrompt(template, { variables, placeholders: {} }).content as string;

const missingOf = (content: PromptContent, { variables, placeholders }: PromptValues): string[] => {
  const names = partsOf(content).flatMap((part) =>
    part.kind === 'placeholder'
      ? has(placeholders, part.name)
        ? []
        : [part.name]
      : readTemplate(part.text).names.filter((name) => !has(variables, name)),
  );
  return [...new Set(names)];
};

/** An own value: a template may name `constructor`. */
const has = (values: Readonly<JsonObject>, name: string): boolean =>
  Object.hasOwn(values, name) && values[name] !== null && values[name] !== undefined;

const fill = (template: string, variables: Readonly<JsonObject>): string => {
  const { texts, names } = readTemplate(template);
  return texts
    .map((text, index) => (index === 0 ? text : toText(variables[names[index - 1] as string]) + text))
    .join('');
};

/** Text as it is, numbers and flags as text, the rest as JSON. */
const toText = (value: JsonValue | undefined): string => {
  if (typeof value === 'string') return value;
  if (isRawJson(value)) return value.rawJSON;
  return JSON.stringify(value);
};

const compileMessage = (message: JsonObject, { variables, placeholders }: PromptValues): JsonObject[] => {
  if (!isPlaceholder(message))
    return [typeof message.content === 'string' ? { ...message, content: fill(message.content, variables) } : message];
  const messages = placeholders[message.name];
  if (!isMessageList(messages)) throw notMessages(message.name);
  return messages;
};

const notMessages = (name: string): DomainError => {
  const problem = 'must be a list of messages';
  return new DomainError('INVALID', `placeholders.${name} ${problem}`, {
    fields: { [`placeholders.${name}`]: problem },
  });
};
