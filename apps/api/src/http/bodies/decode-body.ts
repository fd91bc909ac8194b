import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { DomainError } from '@debrief/kernel';
import type { BodyLease } from './body-budget';
import { overBudget, tooLarge } from './collect-body';

/** Up to this size a body is inflated in one call: cheaper than a stream, and too little to block the process for long. */
const oneCallBytes = 8 * 1024;
const maxEncodings = 2;

// RFC 9659 §3: a zstd body sent over HTTP needs a window of at most 8 MiB. Larger ones would only cost memory.
const zstd = { params: { [zlib.constants.ZSTD_d_windowLogMax]: 23 } };

interface Codec {
  inflate(bytes: Buffer, maxOutputLength: number): Buffer;
  stream(): Transform;
}

const codecs = {
  gzip: {
    inflate: (bytes, maxOutputLength) => zlib.gunzipSync(bytes, { maxOutputLength }),
    stream: () => zlib.createGunzip(),
  },
  zlib: {
    inflate: (bytes, maxOutputLength) => zlib.inflateSync(bytes, { maxOutputLength }),
    stream: () => zlib.createInflate(),
  },
  rawDeflate: {
    inflate: (bytes, maxOutputLength) => zlib.inflateRawSync(bytes, { maxOutputLength }),
    stream: () => zlib.createInflateRaw(),
  },
  br: {
    inflate: (bytes, maxOutputLength) => zlib.brotliDecompressSync(bytes, { maxOutputLength }),
    stream: () => zlib.createBrotliDecompress(),
  },
  zstd: {
    inflate: (bytes, maxOutputLength) => zlib.zstdDecompressSync(bytes, { ...zstd, maxOutputLength }),
    stream: () => zlib.createZstdDecompress(zstd),
  },
} as const satisfies Record<string, Codec>;

const malformed = (message: string, cause?: unknown): DomainError =>
  new DomainError('MALFORMED', message, { reason: 'malformed_encoding', cause });

const namedCodecs = {
  gzip: () => codecs.gzip,
  'x-gzip': () => codecs.gzip,
  deflate: (bytes) => (hasZlibHeader(bytes) ? codecs.zlib : codecs.rawDeflate),
  br: () => codecs.br,
  zstd: () => codecs.zstd,
} as const satisfies Record<string, (bytes: Buffer) => Codec>;

export const isKnownEncoding = (name: string): name is keyof typeof namedCodecs => Object.hasOwn(namedCodecs, name);

/** The encodings of a `Content-Encoding` header in the order they were applied; `identity` is none. */
export const readEncodings = (header: string | undefined): string[] => {
  const names = (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > maxEncodings) throw malformed(`At most ${maxEncodings} content encodings may be stacked`);
  return names;
};

/**
 * Undoes the content encodings, last first. Inflating stops at the limit: a bomb is refused at the cost of the limit.
 * @param limit bytes that each step may produce
 * @throws DomainError TOO_LARGE, LIMITED when the budget is used up, MALFORMED `malformed_encoding`
 */
export const decodeBody = async (
  body: Buffer,
  encodings: readonly string[],
  limit: number,
  lease: BodyLease,
): Promise<Buffer> => {
  let bytes = body;
  for (const encoding of encodings.toReversed()) {
    if (bytes.length === 0) return bytes;
    const codec = codecOf(encoding, bytes);
    bytes =
      bytes.length <= oneCallBytes ? inOneCall(codec, bytes, limit, lease) : await asStream(codec, bytes, limit, lease);
  }
  return bytes;
};

const codecOf = (encoding: string, bytes: Buffer): Codec => {
  if (!isKnownEncoding(encoding)) throw malformed('The content encoding is not known; use gzip, deflate, br or zstd');
  return namedCodecs[encoding](bytes);
};

/** RFC 1950 §2.2. `deflate` should mean zlib, but some clients send the bare stream (RFC 9110 §8.4.1.2). */
const hasZlibHeader = (bytes: Buffer): boolean =>
  (bytes[0]! & 0x0f) === 8 && bytes.length > 1 && bytes.readUInt16BE(0) % 31 === 0;

const inOneCall = (codec: Codec, bytes: Buffer, limit: number, lease: BodyLease): Buffer => {
  let inflated: Buffer;
  try {
    inflated = codec.inflate(bytes, limit);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge(limit)
      : malformed('The body does not match its content encoding', error);
  }
  if (!lease.grow(inflated.length)) throw overBudget();
  return inflated;
};

const asStream = async (codec: Codec, bytes: Buffer, limit: number, lease: BodyLease): Promise<Buffer> => {
  const stream = codec.stream();
  stream.end(bytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      if (!lease.grow(chunk.length)) throw overBudget();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof DomainError ? error : malformed('The body does not match its content encoding', error);
  }
  return Buffer.concat(chunks, size);
};
