import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { findBase64 } from './find-base64';

const bytes = randomBytes(3 * 1024 + 1);
const base64 = bytes.toString('base64');
const found = (text: string): string[] => findBase64(text).map((run) => text.slice(run.start, run.end));

describe('findBase64', () => {
  it.each([
    ['alone', base64, base64],
    ['without padding', base64.replace(/=+$/, ''), base64.replace(/=+$/, '')],
    ['for URLs', bytes.toString('base64url'), bytes.toString('base64url')],
    ['in JSON', JSON.stringify({ data: base64 }), base64],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ data: base64 })), base64],
    ['in a data URL', `data:image/png;base64,${base64}`, base64],
    ['in a data URL in a text', `see ![](data:image/png;base64,${base64}) there`, base64],
    ["in Python's words", `b'${base64}'`, base64],
    ['with a line end behind it', `"${base64}\\n"`, `${base64}\\n`],
    ['before a text', `data:image/png;base64,${base64}\nThere.`, base64],
  ])('finds it %s', (_where, text, run) => expect(found(text)).toEqual([run]));

  const lines = (length: number, end: string): string => base64.match(new RegExp(`.{1,${length}}`, 'g'))!.join(end);
  it.each([
    ['of MIME', lines(76, '\r\n')],
    ["of Python's, with an end of their own", `${lines(76, '\n')}\n`],
    ["of Ruby's", lines(60, '\n')],
    ['in JSON', JSON.stringify({ data: lines(76, '\r\n') })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ data: `${lines(64, '\n')}\n` }))],
    ["in JSON of PHP's", JSON.stringify({ data: lines(76, '\n') }).replaceAll('/', '\\/')],
    ['in a data URL', `![](data:image/png;base64,${lines(76, '\n')}) there`],
    ['in a data URL that goes on behind a line end', JSON.stringify(`data:image/png;base64,\n${lines(76, '\n')}`)],
  ])('finds it in lines %s, as one', (_where, text) => {
    const [run, ...more] = findBase64(text);
    expect(more).toEqual([]);
    expect(run).toMatchObject({ isBroken: true });
    expect(Buffer.from(run!.base64, 'base64')).toEqual(bytes);
    expect(text.slice(0, run!.start)).toMatch(/(?:^|["']|base64,)$/);
    expect(text.slice(run!.end)).toMatch(/^(?:$|\\*"|\) there)/);
  });

  it('finds it behind the blank of a data URL', () => {
    const [run] = findBase64(`"data:image/png;base64, ${base64}"`);
    expect(run).toMatchObject({ base64: base64.replace(/=+$/, ''), isDeclared: true, start: 23 });
  });

  it.each([
    ['behind a scheme', `Bearer ${base64}`],
    ['in a JWT', `${base64.replace(/[=+/]/g, '')}.${base64.replace(/[=+/]/g, '')}.x`],
    ['in PEM', `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----`],
    ['in PEM, in lines', `-----BEGIN PRIVATE KEY-----\n${lines(64, '\n')}\n-----END PRIVATE KEY-----`],
    ['in lines of several lengths', `${lines(76, '\n').slice(0, 77 * 20)}${lines(64, '\n')}`],
    ['in short lines', lines(40, '\n')],
    ['in a query', `https://host/?sig=${bytes.toString('base64url')}`],
    ['short', randomBytes(1023).toString('base64')],
    ['of an impossible length', `${base64.replace(/=+$/, '')}`.slice(0, 2049)],
    ['of both alphabets', `${bytes.toString('base64').slice(0, 2000)}-_+/`],
    ['with padding that does not fit', `${base64.replace(/=+$/, '')}=`],
  ])('leaves what stands %s', (_where, text) => expect(found(text)).toEqual([]));

  it('undoes what JSON may escape', () => {
    const php = JSON.stringify({ data: base64 }).replaceAll('/', '\\/');
    const gson = JSON.stringify({ data: base64 }).replaceAll('=', '\\u003d');
    for (const text of [php, gson]) {
      const [run] = findBase64(text);
      expect(Buffer.from(run!.base64, 'base64')).toEqual(bytes);
      expect(text.slice(run!.end)).toBe('"}');
    }
  });

  it('takes from 1 KiB on', () => {
    expect(found(randomBytes(1024).toString('base64'))).toHaveLength(1);
  });

  it('finds all of them, in whatever words, and nothing else', () => {
    const piece = fc.oneof(
      fc.lorem({ maxCount: 40 }).map((words) => ({ text: ` ${words} `, isMedia: false })),
      fc.uint8Array({ minLength: 1024, maxLength: 6000 }).map((array) => ({
        text: `"${Buffer.from(array).toString('base64')}"`,
        isMedia: true,
      })),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.map((one) => one.text).join(',');
        const wanted = pieces.filter(({ isMedia }) => isMedia).map((one) => one.text.slice(1, -1));
        expect(found(text)).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  it('is linear in hostile texts', () => {
    const mebibytes = 16 * 1024 * 1024;
    const hostile = [
      'A'.repeat(mebibytes),
      ...['\\/', '\\n', '\\\\', '\n', 'A\n'].map((pair) => pair.repeat(mebibytes / 2)),
      `${'A'.repeat(1365)} `.repeat(12_000),
      `${'A'.repeat(76)}\n`.repeat(200_000),
    ];
    for (const text of hostile) expect(found(text).length).toBeLessThanOrEqual(1);
  });
});
