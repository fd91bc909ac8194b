import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { mediaTypeOf } from '../messages/shapes/media-type-of';
import type { Base64Run } from './find-base64';

/** What stands around base64 and says what it is. */
export interface MediaContext {
  /** Under which it stands; null in a plain text. */
  readonly key: string | null;
  /** The media type that its part names. */
  readonly declaredType: string | null;
}

/** So much of a text around base64 is looked at. */
const reach = 200;
const keyBefore = /["']?([A-Za-z_][\w.-]*)\\*["']?\s*:\s*b?\\*["']$/;
const namedType = /(?:media_?type|mime_?type|content_?type|["']format)\\*["']\s*:\s*\\*["']([\w.+/-]{2,127})/i;
const dataUrl = /data:([\w.+/-]{3,127})(?:;[\w=.+-]{1,64}){0,4};base64,$/;

/** Of base64 in a text: of the JSON, or the data URL, that it is in. */
export const contextInText = (text: string, { start, end, isDeclared }: Base64Run): MediaContext => {
  const before = text.slice(Math.max(0, start - reach), start);
  if (isDeclared) return { key: null, declaredType: dataUrl.exec(before)?.[1] ?? null };
  const part = partOf(before, text.slice(end, end + reach));
  const key = part.includes(hiddenThought) ? hiddenThought : (keyBefore.exec(before)?.[1] ?? null);
  return { key, declaredType: toMediaType(namedType.exec(part)?.[1] ?? null) };
};

/** A part whose `data` is as opaque as a signature. */
const hiddenThought = 'redacted_thinking';

/** Of base64 that is the whole value of a key: of the fields beside it. */
export const contextInFields = (key: string, fields: { readonly [key: string]: JsonValue }): MediaContext => ({
  key: fields['type'] === hiddenThought ? hiddenThought : key.slice(key.lastIndexOf('.') + 1),
  declaredType: isJsonObject(fields) ? toMediaType(typeFieldOf(fields)) : null,
});

const typeFields = ['media_type', 'mime_type', 'mimeType', 'mediaType', 'contentType', 'content_type', 'format'];

const typeFieldOf = (fields: { readonly [key: string]: JsonValue }): string | null => {
  for (const name of typeFields) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof value === 'string') return value;
  }
  return null;
};

/** OpenAI and Bedrock name a format: `wav`, `pdf`. */
const toMediaType = (named: string | null): string | null => {
  if (named === null || named.includes('/')) return named;
  return mediaTypeOf('document', named) ?? ofFormat(named);
};

const audioFormats: ReadonlySet<string> = new Set(['wav', 'mp3', 'flac', 'opus', 'aac', 'ogg', 'pcm16', 'pcm']);
const imageFormats: ReadonlySet<string> = new Set(['png', 'jpeg', 'jpg', 'gif', 'webp', 'bmp', 'tiff', 'heic', 'avif']);
const videoFormats: ReadonlySet<string> = new Set(['mp4', 'webm', 'mov', 'mkv', 'mpeg', 'three_gp']);

const ofFormat = (format: string): string | null => {
  if (audioFormats.has(format)) return mediaTypeOf('audio', format);
  if (imageFormats.has(format)) return mediaTypeOf('image', format);
  return videoFormats.has(format) ? mediaTypeOf('video', format) : null;
};

/** The object that the base64 is directly in: from the brace that opens it to the one that closes it. */
const partOf = (before: string, after: string): string => {
  const opened = Math.max(before.lastIndexOf('{'), before.lastIndexOf('}'));
  const closed = after.search(/[{}]/);
  return before.slice(opened + 1) + (closed === -1 ? after : after.slice(0, closed));
};
