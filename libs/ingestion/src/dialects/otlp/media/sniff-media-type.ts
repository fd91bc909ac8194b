interface Signature {
  readonly type: string;
  readonly at?: number;
  readonly bytes: string;
  /** Further bytes that must stand elsewhere. */
  readonly also?: { readonly at: number; readonly bytes: string };
}

/** File signatures of what models take and give, bytes as latin-1. IANA and the formats' own specifications. */
const signatures: readonly Signature[] = [
  { type: 'image/png', bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', bytes: '\xff\xd8\xff' },
  { type: 'image/gif', bytes: 'GIF8' },
  { type: 'image/webp', bytes: 'RIFF', also: { at: 8, bytes: 'WEBP' } },
  { type: 'audio/wav', bytes: 'RIFF', also: { at: 8, bytes: 'WAVE' } },
  { type: 'video/x-msvideo', bytes: 'RIFF', also: { at: 8, bytes: 'AVI ' } },
  { type: 'image/bmp', bytes: 'BM', also: { at: 6, bytes: '\0\0\0\0' } },
  { type: 'image/tiff', bytes: 'II*\0' },
  { type: 'image/tiff', bytes: 'MM\0*' },
  { type: 'image/avif', at: 4, bytes: 'ftypavif' },
  { type: 'image/heic', at: 4, bytes: 'ftyphei' },
  { type: 'audio/mp4', at: 4, bytes: 'ftypM4A' },
  { type: 'video/quicktime', at: 4, bytes: 'ftypqt' },
  { type: 'video/mp4', at: 4, bytes: 'ftyp' },
  { type: 'video/webm', bytes: '\x1a\x45\xdf\xa3' },
  { type: 'audio/ogg', bytes: 'OggS' },
  { type: 'audio/flac', bytes: 'fLaC' },
  { type: 'audio/mpeg', bytes: 'ID3' },
  { type: 'application/pdf', bytes: '%PDF-' },
  { type: 'application/zip', bytes: 'PK\x03\x04' },
];

/** Zip is the container of office documents: what the sender says is finer. */
const containers: ReadonlySet<string> = new Set(['application/zip', 'video/webm', 'video/mp4', 'audio/ogg']);

/** `type/subtype` of RFC 6838, lower case. */
const typeForm = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;

/** The media type that the first bytes show; undefined when they show none. */
export const sniffMediaType = (bytes: Buffer): string | undefined => {
  const head = bytes.toString('latin1', 0, 32);
  return signatures.find(
    ({ at = 0, bytes: mark, also }) => head.startsWith(mark, at) && (!also || head.startsWith(also.bytes, also.at)),
  )?.type;
};

/** The media type of bytes: their own, else what the sender declares. A container is what it is declared to be. */
export const decideMediaType = (bytes: Buffer, declared: string | null): string => {
  const named = declared?.toLowerCase() ?? '';
  const valid = typeForm.test(named) ? named : undefined;
  const sniffed = sniffMediaType(bytes);
  if (sniffed === undefined || containers.has(sniffed)) return valid ?? sniffed ?? 'application/octet-stream';
  return sniffed;
};
