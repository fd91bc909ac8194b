import { isJsonObject } from '@debrief/kernel';
import { draftMessage } from '../draft-message';
import { objectIn, textIn } from '../read-json-text';
import { readContent } from '../read-content';
import { attribute, messagesOf, nothing, type MessageSource } from './source';

const input = attribute('traceloop.entity.input');
const output = attribute('traceloop.entity.output');

/** OpenLLMetry's decorators: the arguments of a call, and its result, as JSON also where that is a text. */
export const traceloopSource: MessageSource = {
  name: 'traceloop.entity.*',
  input: (view) => (isBareCall(objectIn(view.attributes['traceloop.entity.input'])) ? nothing : input(view)),
  output: (view) => {
    const text = quotedText(textIn(view.attributes['traceloop.entity.output']));
    return text === null ? output(view) : messagesOf([draftMessage(null, readContent(text))]);
  },
};

/** A call without arguments says nothing. */
const isBareCall = (call: ReturnType<typeof objectIn>): boolean =>
  isJsonObject(call?.['kwargs']) &&
  Object.keys(call['kwargs']).length === 0 &&
  Array.isArray(call['args']) &&
  call['args'].length === 0;

const quotedText = (text: string | null): string | null => {
  if (!text?.startsWith('"')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
};
