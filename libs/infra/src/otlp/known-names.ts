/** Longer names seldom come again. */
const maxBytes = 64;
/** A power of two. */
const slots = 4096;

interface KnownName {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * Names of attributes that were read before, found by their bytes: they repeat from item to item, and one string for all spares its
 * decoding and V8's search for it. Strangers choose them, so each hash has one place, and who comes last has it. Values are not kept here.
 */
export class KnownNames {
  private readonly known = new Array<KnownName | undefined>(slots).fill(undefined);

  /** The UTF-8 text of a stretch of a body. */
  read(body: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > maxBytes) return body.toString('utf8', start, end);
    let hash = length;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + body[at]!) | 0;
    const slot = (hash ^ (hash >>> 12)) & (slots - 1);
    const known = this.known[slot];
    if (known !== undefined && isAt(known.bytes, body, start, length)) return known.text;
    const text = body.toString('utf8', start, end);
    this.known[slot] = { bytes: Uint8Array.from(body.subarray(start, end)), text };
    return text;
  }
}

const isAt = (bytes: Uint8Array, body: Buffer, start: number, length: number): boolean => {
  if (bytes.length !== length) return false;
  for (let index = 0; index < length; index += 1) if (bytes[index] !== body[start + index]) return false;
  return true;
};
