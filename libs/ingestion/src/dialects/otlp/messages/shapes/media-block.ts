import type { JsonValue } from '@debrief/kernel';
import { textIn } from '../read-json-text';
import { isFileUrl } from '../../media/file-url';
import type { BlockContent } from '../message-block';

type MediaBlock = Extract<BlockContent, { source: 'base64' | 'url' | 'id' }>;
export type MediaKind = MediaBlock['type'];

export interface MediaParts {
  /** What the part calls itself; `file` and null leave it to the MIME type. */
  readonly kind?: MediaKind | null | undefined;
  readonly mediaType?: JsonValue | undefined;
  /** Base64 without a prefix, or a data URL. Where the bytes were stored, the URL of the file stands in the place of the base64. */
  readonly base64?: JsonValue | undefined;
  /** A URL; a data URL counts as base64. */
  readonly url?: JsonValue | undefined;
  readonly id?: JsonValue | undefined;
  readonly name?: JsonValue | undefined;
}

const kinds: readonly (readonly [string, MediaKind])[] = [
  ['image/', 'image'],
  ['audio/', 'audio'],
  ['video/', 'video'],
  ['text/', 'document'],
  ['application/pdf', 'document'],
  ['application/msword', 'document'],
  ['application/vnd.openxmlformats-officedocument', 'document'],
  ['application/vnd.ms-', 'document'],
];

const mediaKinds = new Set<string>(['image', 'audio', 'video', 'document', 'file']);

export const kindNamed = (name: JsonValue | undefined): MediaKind | null =>
  typeof name === 'string' && mediaKinds.has(name) ? (name as MediaKind) : null;

/** A block for bytes or for a reference to them. Undefined where neither is given. */
export function mediaBlock(parts: MediaParts): MediaBlock | undefined {
  const place = locate(parts);
  if (!place) return undefined;
  const mediaType = textIn(parts.mediaType) ?? place.mediaType ?? null;
  const named = parts.kind ?? 'file';
  const kind = named === 'file' ? kindOf(mediaType) : named;
  return { type: kind, media_type: mediaType, source: place.source, data: place.data, name: textIn(parts.name) };
}

interface Place {
  readonly source: MediaBlock['source'];
  readonly data: string;
  readonly mediaType?: string | null;
}

function locate({ base64, url, id }: MediaParts): Place | null {
  const bytes = textIn(base64);
  if (bytes !== null) return fromDataUrl(bytes) ?? placeOf(bytes);
  const link = textIn(url);
  if (link !== null) return fromDataUrl(link) ?? { source: 'url', data: link };
  const reference = textIn(id);
  return reference === null ? null : { source: 'id', data: reference };
}

/** `data:image/png;base64,…`; other data URLs stay URLs. */
function fromDataUrl(text: string): Place | null {
  if (!text.startsWith('data:')) return null;
  const comma = text.indexOf(',');
  const head = comma === -1 ? '' : text.slice('data:'.length, Math.min(comma, 256));
  if (!head.endsWith(';base64')) return null;
  return { ...placeOf(text.slice(comma + 1)), mediaType: textIn(head.split(';')[0]) };
}

const placeOf = (data: string): Place => ({ source: isFileUrl(data) ? 'url' : 'base64', data });

const kindOf = (mediaType: string | null): MediaKind =>
  kinds.find(([prefix]) => mediaType?.startsWith(prefix) ?? false)?.[1] ?? 'file';
