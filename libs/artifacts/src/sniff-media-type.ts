import type { MediaType } from './media-type';

/** Bytes of a file's beginning that are enough to tell: an EBML header is shorter than a hundred. */
export const sniffBytes = 512;

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const jpeg = Buffer.from([0xff, 0xd8, 0xff]);
const ebml = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
const docType = Buffer.from([0x42, 0x82]);

/**
 * The media type that a file's first bytes show, undefined when it is none of the allowed ones.
 * Signatures: PNG (ISO 15948 §5.2), JPEG (ITU T.81 B.1.1, SOI and a marker), WebM (RFC 8794, DocType `webm`).
 */
export const sniffMediaType = (head: Buffer): MediaType | undefined => {
  if (startsWith(head, png)) return 'image/png';
  if (startsWith(head, jpeg)) return 'image/jpeg';
  if (startsWith(head, ebml) && readDocType(head) === 'webm') return 'video/webm';
  return undefined;
};

const startsWith = (head: Buffer, signature: Buffer): boolean => head.subarray(0, signature.length).equals(signature);

/** Walks the elements of the EBML header to its DocType. */
const readDocType = (head: Buffer): string | undefined => {
  const header = readSize(head, ebml.length);
  if (!header) return undefined;
  const end = Math.min(header.next + header.size, head.length);
  for (let at = header.next; at < end;) {
    const id = head.subarray(at, at + widthOf(head[at]));
    const element = readSize(head, at + id.length);
    if (!element) return undefined;
    const next = element.next + element.size;
    if (id.equals(docType))
      return head.toString('latin1', element.next, Math.min(next, head.length)).replace(/\0+$/, '');
    at = next;
  }
  return undefined;
};

/** Length of a variable-size integer: one more than the zero bits that it begins with (RFC 8794 §4). */
const widthOf = (first: number | undefined): number => (first ? Math.clz32(first) - 23 : 9);

const readSize = (head: Buffer, at: number): { size: number; next: number } | undefined => {
  const width = widthOf(head[at]);
  if (width > 8 || at + width > head.length) return undefined;
  const marked = head.subarray(at, at + width);
  const size = marked.reduce((sum, byte, index) => sum * 256 + (index === 0 ? byte & (0xff >> width) : byte), 0);
  return { size, next: at + width };
};
