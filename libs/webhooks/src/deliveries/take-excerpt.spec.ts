import { takeExcerpt } from './take-excerpt';

const mask = (text: string): string => text.replaceAll('hunter2', '[REDACTED]');

describe('takeExcerpt', () => {
  it.each<[string, Buffer, string | null]>([
    ['nothing of nothing', Buffer.alloc(0), null],
    ['a short text', Buffer.from('no such hook'), 'no such hook'],
    ['no secret', Buffer.from('key hunter2 is wrong'), 'key [REDACTED] is wrong'],
    ['no secret that the cut would go through', Buffer.from(`${'x'.repeat(1_020)}hunter2`), `${'x'.repeat(1_020)}[RED`],
    ['whole characters', Buffer.from(`${'x'.repeat(1_023)}ü`), 'x'.repeat(1_023)],
    ['what a column can hold', Buffer.from([0x61, 0, 0xff, 0x62]), 'a\uFFFD\uFFFDb'],
  ])('keeps %s', (_name, body, expected) => expect(takeExcerpt(body, mask)).toBe(expected));

  it('keeps 1 KiB of UTF-8 at most', () =>
    expect(Buffer.byteLength(takeExcerpt(Buffer.alloc(4_096, 0xff), mask) ?? '')).toBeLessThanOrEqual(1_024));
});
