import { readJsonText } from '../dialects/otlp/messages/read-json-text';
import type { Masker } from './masker';

/** JSON of more characters could grow out of proportion when it is parsed: then it is a text like others. */
const maxParsed = 256 * 1024;

/** A document's text without its secrets: of JSON also what stands under a sensitive key. The very text where there are none. */
export const maskDocument = (masker: Masker, text: string): string => {
  const structure = text.length > maxParsed ? text : readJsonText(text);
  if (typeof structure === 'string') return masker.maskText(text).value;
  const { value, counts } = masker.maskValue(structure);
  return counts === null ? text : JSON.stringify(value);
};
