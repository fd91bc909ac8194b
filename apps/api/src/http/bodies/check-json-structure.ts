import { DomainError } from '@debrief/kernel';

/**
 * A parsed value takes up to 150 bytes however few it had in the text (`{}`, `[`), and parsing millions of them holds up every
 * other request. A real batch of 16 MiB has fewer than half a million.
 */
const maxValues = 1_000_000;
/** Far beyond what any field allows, so that the item at fault can still be named; a million levels would cost 50 MiB. */
const maxLevels = 50_000;

const [quote, backslash, comma, openBracket, closeBracket, openBrace, closeBrace] = [
  '"',
  '\\',
  ',',
  '[',
  ']',
  '{',
  '}',
].map((character) => character.charCodeAt(0));

/**
 * Refuses a large JSON text that would grow out of proportion when it is parsed: one pass over the bytes, about 5 ms a MiB. Says
 * nothing about whether it is valid JSON.
 * @throws DomainError TOO_LARGE for too many values, MALFORMED for too many levels
 */
export const checkJsonStructure = (bytes: Buffer): void => {
  let [values, level, isInString] = [0, 0, false];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (isInString) {
      if (byte === backslash) index += 1;
      else if (byte === quote) isInString = false;
      continue;
    }
    if (byte === quote) isInString = true;
    else if (byte === comma) values += 1;
    else if (byte === openBracket || byte === openBrace) {
      values += 1;
      level += 1;
      if (level > maxLevels) throw new DomainError('MALFORMED', 'The body is nested too deeply');
    } else if (byte === closeBracket || byte === closeBrace) level -= 1;
    if (values > maxValues) throw new DomainError('TOO_LARGE', `The body holds more than ${maxValues} values`);
  }
};
