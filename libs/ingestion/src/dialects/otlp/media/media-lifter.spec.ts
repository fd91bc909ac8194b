import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import { createMasker } from '../../../masking/masker';
import { tinyPng } from '../../../../../../test/factories/png';
import { fileUrl, isFileUrl } from './file-url';
import { MediaLifter } from './media-lifter';

const projectId = '019ac0de-0000-7000-8000-000000000001';
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const urlOf = (bytes: Buffer): string => fileUrl(projectId, sha(bytes));
const masker = createMasker();

const lifterWith = (maxBytes = 50 * 1024 * 1024): MediaLifter =>
  new MediaLifter({
    projectId,
    maxBytes,
    hides: (key) => masker.hides(key),
    maskText: (text) => masker.maskText(text).value,
  });

const lift = (attributes: JsonObject, maxBytes?: number) => {
  const lifter = lifterWith(maxBytes);
  const media = lifter.lift(attributes);
  return { attributes, media, found: lifter.found };
};

const png = Buffer.concat([tinyPng, randomBytes(2000)]);
const wav = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), randomBytes(2000)]);
const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(2000)]);
const raw = randomBytes(3000);
const even = Buffer.alloc(3000);
const b64 = (bytes: Buffer): string => bytes.toString('base64');
/** As Python's `base64.encodebytes` writes it. A URL in its place stays as it is. */
const inLines = (text: string): string => (isFileUrl(text) ? text : text.replace(/(.{1,76})/g, '$1\n'));

describe('MediaLifter', () => {
  const cases: [string, Buffer, string, (text: string) => JsonValue][] = [
    ['an attribute of bytes', raw, 'application/octet-stream', (text) => text],
    ['a file by its beginning', png, 'image/png', (text) => text],
    ['a data URL', raw, 'image/webp', (text) => `data:image/webp;base64,${text}`],
    ['a data URL of even bytes', even, 'image/x-icon', (text) => `data:image/x-icon;base64,${text}`],
    ['a data URL in Markdown', png, 'image/png', (text) => `Look: ![it](data:image/png;base64,${text})`],
    ['a blob part', even, 'video/mpeg', (text) => ({ type: 'blob', mime_type: 'video/mpeg', content: text })],
    [
      "OpenAI's image in JSON",
      png,
      'image/png',
      (text) => JSON.stringify([{ type: 'image_url', image_url: { url: `data:image/png;base64,${text}` } }]),
    ],
    [
      "OpenAI's audio in JSON",
      raw,
      'audio/mpeg',
      (text) => JSON.stringify([{ type: 'input_audio', input_audio: { data: text, format: 'mp3' } }]),
    ],
    [
      "Anthropic's document in JSON",
      pdf,
      'application/pdf',
      (text) =>
        JSON.stringify([{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: text } }]),
    ],
    ['lines of MIME', png, 'image/png', (text) => inLines(text)],
    [
      "Anthropic's image in lines, in JSON",
      even,
      'image/png',
      (text) => JSON.stringify({ source: { type: 'base64', media_type: 'image/png', data: inLines(text) } }),
    ],
    [
      "Gemini's inline data in JSON in JSON",
      wav,
      'audio/wav',
      (text) => JSON.stringify(JSON.stringify({ inlineData: { mimeType: 'audio/x-wav', data: text } })),
    ],
    [
      "Bedrock's bytes in JSON",
      even,
      'application/octet-stream',
      (text) => JSON.stringify({ image: { format: 'png', source: { bytes: text } } }),
    ],
    [
      "a file of the AI SDK's in JSON",
      even,
      'text/csv',
      (text) => JSON.stringify({ type: 'file', mediaType: 'text/csv', data: text }),
    ],
  ];

  it.each(cases)('takes out %s, and leaves what is around it', (_what, bytes, mediaType, holding) => {
    const { attributes, media, found } = lift({ held: holding(b64(bytes)) });
    expect(found).toEqual([{ sha256: sha(bytes), mediaType, bytes }]);
    expect(media).toEqual([sha(bytes)]);
    expect(attributes).toEqual({ held: holding(urlOf(bytes)) });
  });

  it.each([
    ['a row of one character', 'x'.repeat(4000)],
    ['a hash in hex', randomBytes(2000).toString('hex')],
    ['a list of tokens', `${randomBytes(48).toString('base64')}\n`.repeat(40)],
    ['a small file', b64(randomBytes(1023))],
    ['a signature of reasoning', JSON.stringify({ type: 'thinking', thinking: 'hm', signature: b64(raw) })],
    ['a hidden thought', JSON.stringify({ type: 'redacted_thinking', data: b64(raw) })],
    ['prose', 'The quick brown fox jumps over the lazy dog. '.repeat(200)],
  ])('leaves %s', (_what, text) => {
    const { attributes, found } = lift({ held: text });
    expect(found).toEqual([]);
    expect(attributes).toEqual({ held: text });
  });

  it('leaves what the masker hides as a whole, wherever it stands', () => {
    const held = { password: b64(raw), nested: { api_key: b64(raw) }, json: JSON.stringify({ secret: b64(raw) }) };
    expect(lift(structuredClone(held))).toMatchObject({ attributes: held, found: [] });
  });

  it('masks documents as everything that is stored', () => {
    const secret = `sk-${'a1b2'.repeat(8)}`;
    const document = Buffer.from(`key: ${secret}\n`.repeat(60));
    const { found } = lift({ held: `data:text/plain;base64,${b64(document)}` });
    expect(found).toHaveLength(1);
    expect(found[0]!.bytes.toString()).not.toContain(secret);
    expect(found[0]!.sha256).toBe(sha(found[0]!.bytes));
  });

  it('leaves what is larger than a file may be', () => {
    expect(lift({ held: b64(png) }, png.length - 1).found).toEqual([]);
    expect(lift({ held: b64(png) }, png.length + 2).found).toHaveLength(1);
  });

  it('keeps the same bytes once, and a bounded number of others', () => {
    const lifter = lifterWith();
    const [first, again] = [{ a: b64(png), b: b64(png) }, { c: b64(png) }];
    expect([lifter.lift(first), lifter.lift(again)]).toEqual([[sha(png)], [sha(png)]]);
    expect(lifter.found).toHaveLength(1);
    expect(lifter.leftSome).toBe(false);
    for (let n = 0; n < 600; n += 1) lifter.lift({ n: b64(randomBytes(1024)) });
    expect(lifter.found).toHaveLength(500);
    expect(lifter.leftSome).toBe(true);
  });

  it('gives texts that the masker leaves alone', () => {
    for (let n = 0; n < 2000; n += 1) {
      const url = urlOf(randomBytes(8));
      expect(masker.maskText(`data:image/png;base64,${url}`).value).toContain(url);
    }
  });
});
