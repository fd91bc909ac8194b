import type { Base64Run } from './find-base64';
import type { MediaContext } from './media-context';
import { sniffMediaType } from './sniff-media-type';

/** Texts of protocols that are sent back as they were: no media, whatever their alphabet. */
const protocolKeys: ReadonlySet<string> = new Set([
  'signature',
  'thoughtSignature',
  'thought_signature',
  'encrypted_content',
  'redactedContent',
  'redacted_content',
  'redacted_thinking',
]);
/** Keys under which vendors put bytes and nothing else. */
const byteKeys: ReadonlySet<string> = new Set(['bytes', 'base64', 'b64', 'b64_json', 'file_data', 'fileData']);

/** Of the beginning of a text: enough to tell an encoding from a long word. */
const looked = 2048;
const minDistinct = 24;

/**
 * Whether base64 is to become an object: where the sender says that these are bytes (a data URL, a media type beside it, a key for bytes),
 * where the bytes begin as a known file does, or where the text looks like nothing but an encoding in one line. A hash in hex, a long word,
 * a row of one character, a list of tokens and the signatures of reasoning stay as they are.
 */
export const isMedia = ({ base64, isDeclared, isBroken }: Base64Run, { key, declaredType }: MediaContext): boolean => {
  if (isDeclared) return true;
  if (key !== null && protocolKeys.has(key)) return false;
  if (declaredType !== null || (key !== null && byteKeys.has(key))) return true;
  if (sniffMediaType(Buffer.from(base64.slice(0, 64), 'base64')) !== undefined) return true;
  return !isBroken && looksEncoded(base64);
};

const looksEncoded = (base64: string): boolean => {
  const beginning = base64.slice(0, looked);
  const isVaried = /[a-z]/.test(beginning) && /[A-Z]/.test(beginning) && /[0-9]/.test(beginning);
  return isVaried && new Set(beginning).size >= minDistinct;
};
