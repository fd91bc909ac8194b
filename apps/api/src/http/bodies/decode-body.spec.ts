import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { DomainError } from '@debrief/kernel';
import { BodyBudget } from './body-budget';
import { decodeBody, readEncodings } from './decode-body';

const MiB = 1024 * 1024;
const limit = MiB / 2;
const text = Buffer.from('{"a":"\u00fc"}'.repeat(500));
// Incompressible, so that it stays larger than what is inflated in one call.
const large = Buffer.concat(Array.from({ length: 2_000 }, (_, i) => createHash('sha256').update(String(i)).digest()));

const outcome = async (body: Buffer, header: string, budget = 100 * MiB): Promise<string | Buffer> => {
  try {
    return await decodeBody(body, readEncodings(header), limit, new BodyBudget(budget).lease(1));
  } catch (error) {
    return error instanceof DomainError
      ? `${error.code} ${error.reason ?? ''}`.trim()
      : `another error: ${String(error)}`;
  }
};

const encode = {
  gzip: zlib.gzipSync,
  'x-gzip': zlib.gzipSync,
  deflate: zlib.deflateSync,
  'deflate, raw': zlib.deflateRawSync,
  br: (input: Buffer) => zlib.brotliCompressSync(input, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: zlib.zstdCompressSync,
} as const;
const encodings = Object.entries(encode).map(
  ([name, compress]) => [name, name.split(',')[0]!, compress as (input: Buffer) => Buffer] as const,
);

describe('decodeBody', () => {
  it.each(encodings)('undoes %s, small and large', async (_name, header, compress) => {
    expect(await outcome(compress(text), header)).toEqual(text);
    expect(compress(large).length).toBeGreaterThan(8 * 1024);
    expect(large.equals((await outcome(compress(large), header.toUpperCase())) as Buffer)).toBe(true);
  });

  it.each(encodings)('stops a bomb of %s at the limit', async (_name, header, compress) => {
    expect(await outcome(compress(Buffer.alloc(limit + 1)), header)).toBe('TOO_LARGE');
    expect(await outcome(compress(Buffer.concat([large, Buffer.alloc(limit)])), header)).toBe('TOO_LARGE');
    expect(await outcome(compress(Buffer.alloc(limit)), header)).toHaveLength(limit);
  });

  it.each(encodings)('refuses %s that is cut off or not what it says', async (_name, header, compress) => {
    const bytes = compress(large);
    expect(await outcome(bytes.subarray(0, bytes.length - 9), header)).toBe('MALFORMED malformed_encoding');
    const few = compress(text);
    expect(await outcome(few.subarray(0, few.length - 9), header)).toBe('MALFORMED malformed_encoding');
    expect(await outcome(Buffer.from('not compressed at all'), header)).toBe('MALFORMED malformed_encoding');
  });

  it('undoes two encodings, the last one first', async () => {
    expect(await outcome(zlib.brotliCompressSync(zlib.gzipSync(text)), 'gzip, br')).toEqual(text);
  });

  it.each([
    ['', text],
    ['identity', text],
    ['compress', 'MALFORMED malformed_encoding'],
    ['gzip, gzip, gzip', 'MALFORMED malformed_encoding'],
  ])('reads Content-Encoding %j', async (header, expected) => {
    expect(await outcome(text, header)).toEqual(expected);
  });

  it('leaves an empty body empty', async () => {
    expect(await outcome(Buffer.alloc(0), 'gzip')).toHaveLength(0);
  });

  it('stops a nested bomb at the limit of its first step', async () => {
    const nested = zlib.gzipSync(zlib.gzipSync(Buffer.alloc(40 * MiB)));
    expect(await outcome(nested, 'gzip, gzip')).toBe('TOO_LARGE');
  });

  it('refuses a zstd window that HTTP does not allow', async () => {
    // RFC 8878 §3.1.1: magic, no flags, window of 2^log bytes, one raw block with one byte.
    const frame = (windowLog: number): Buffer =>
      Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3, 9, 0, 0, 0x78);
    expect(await outcome(frame(23), 'zstd')).toEqual(Buffer.from('x'));
    expect(await outcome(frame(27), 'zstd')).toBe('MALFORMED malformed_encoding');
  });

  it('counts what it inflates against the budget, and gives all of it back', async () => {
    const budget = new BodyBudget(MiB);
    const [first, second] = [budget.lease(1), budget.lease(1)];
    await decodeBody(zlib.gzipSync(Buffer.alloc(900 * 1024)), ['gzip'], 2 * MiB, first);
    expect(budget.bytesHeld).toBe(900 * 1024);
    await expect(decodeBody(zlib.gzipSync(Buffer.alloc(200 * 1024)), ['gzip'], 2 * MiB, second)).rejects.toMatchObject({
      code: 'LIMITED',
      retryAfter: 1,
    });
    first.release();
    first.release();
    second.release();
    expect(budget.bytesHeld).toBe(0);
  });
});
