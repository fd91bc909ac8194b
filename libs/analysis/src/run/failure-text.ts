import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { maxText, textField } from './event-text';
import type { RunEvent } from './run';

const exitCodePattern = /\bexit[ _-]?code:?\s*(-?\d{1,5})\b/i;
const saysError = /^\s*(?:error|exception)\s*:|^\s*traceback \(most recent call last\)/i;
const mayHoldVerdict = /"(?:error|isError|is_error|success|ok|exit_code)"\s*:/;
/** Errors and exit codes stand at the start or at the end of what a tool answers. */
const looked = 400;

/**
 * What went wrong with a call, as its answer says it: the error field; in the result an `error`, MCP's `isError`, `success` or `ok` that is false,
 * an exit code that is not 0; or a text that begins with `Error:`. Null: nothing.
 */
export const failureText = (error: string | null, result: RunEvent | null): string | null => {
  if (error !== null || !result) return error;
  const value = parsed(result.payload['result']);
  if (isJsonObject(value)) return objectFailure(value);
  const text = answerText(value);
  if (saysError.test(text.slice(0, looked))) return text.slice(0, looked).trim();
  const code = exitCodePattern.exec(text.slice(0, looked)) ?? exitCodePattern.exec(text.slice(-looked));
  return code && Number(code[1]) !== 0 ? `exit code ${code[1]}` : null;
};

const objectFailure = (value: JsonObject): string | null => {
  const { error } = value;
  if (typeof error === 'string' && error.trim() !== '') return error;
  if (isJsonObject(error)) return textField(error, 'message') ?? textField(error, 'type') ?? 'an error';
  if (error === true || value['isError'] === true || value['is_error'] === true)
    return textField(value, 'message') ?? (answerText(value['content']) || 'an error');
  const code = value['exit_code'] ?? value['exitCode'] ?? value['returncode'];
  if (typeof code === 'number' && code !== 0) return `exit code ${code}`;
  if (value['success'] === false || value['ok'] === false) return textField(value, 'message') ?? 'no success';
  return null;
};

/** A model is often given an object as JSON text. It is parsed only where it may say how the call went. */
const parsed = (value: JsonValue | undefined): JsonValue => {
  if (typeof value !== 'string' || value.length > maxText || !/^\s*\{/.test(value)) return value ?? null;
  if (!mayHoldVerdict.test(value.slice(0, looked)) && !mayHoldVerdict.test(value.slice(-looked))) return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
};

/** The words of an answer; of a list of content parts (MCP, Anthropic) those of the first. */
const answerText = (value: JsonValue | undefined): string => {
  const [part] = Array.isArray(value) ? value : [];
  if (isJsonObject(part) && typeof part['text'] === 'string') return part['text'].slice(0, maxText);
  return typeof value === 'string' ? value.slice(0, maxText) : '';
};
