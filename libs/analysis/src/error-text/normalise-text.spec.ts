import { normaliseText } from './normalise-text';

describe('normaliseText', () => {
  it.each([
    ['numbers', 'Timeout after 3000 ms (attempt 2/5)', 'timeout after <n> ms (attempt <n>)'],
    ['numbers of any form', '-1 a +2.5 b 1,234.56 c 12% d $9.99 e 1e9', '<n> a <n> b <n> c <n>% d $<n> e <n>'],
    ['a number with its unit', 'waited 30s, then 1500ms, of 2.5GB', 'waited <n>, then <n>, of <n>'],
    ['a number at the end of a name', 'worker12 lost user42', 'worker<n> lost user<n>'],
    ['dates and times', 'at 2026-11-25T10:00:00.123Z and 10:00', 'at <n> and <n>'],
    ['a list of numbers, however long', 'rows [1, 2, 3, 4] bad', 'rows [<n>] bad'],
    ['a uuid', 'no order 550e8400-e29b-41d4-a716-446655440000', 'no order <n>'],
    ['a uuid that hangs on a word', 'req:550e8400-e29b-41d4-a716-446655440000.', 'req:<n>.'],
    [
      'hex',
      'at 0xDEADBEEF, commit 9fceb02d, digest d41d8cd98f00b204e9800998ecf8427e',
      'at <n>, commit <n>, digest <n>',
    ],
    ['hex of any length', `${'a1'.repeat(16)} and ${'a1'.repeat(20)} and ${'a1'.repeat(32)}`, '<n> and <n> and <n>'],
    ['codes that mix letters and digits', 'order ord_8f3kz92 of flight AA123', 'order ord_<n> of flight <n>'],
    ['an e-mail address', 'no user <ada.l+x@mail.example.com>', 'no user <<addr>>'],
    ['IPv4', 'refused by 10.0.0.12:5432', 'refused by <addr>'],
    ['IPv6', 'refused by [2001:db8::1]:443 and ::1', 'refused by [<addr> and <addr>'],
    ['a host with a port', 'connect db-7.internal:5432 refused', 'connect <addr> refused'],
    ['a URL', 'GET https://api.example.com/v1/a?b=c failed', 'get <addr> failed'],
    ['paths', 'cannot open /var/lib/x.db, ./a/b, C:\\tmp\\x.txt or src/app.ts', 'cannot open <path> or <path>'],
    [
      'quoted text',
      'no item "Blue Chair" in `cart` or ‘list’ or «panier»',
      'no item <text> in <text> or <text> or <text>',
    ],
    ['single quotes around an apostrophe', "KeyError: 'it's ok'", 'keyerror: <text>'],
    ['the number of what is named, not its name', 'user:12 order:13', 'user:<n> order:<n>'],
    ['white space', '  a\t\tb \n c ', 'a b c'],
    ['case', 'Connection REFUSED', 'connection refused'],
    ['nothing', '', ''],
  ])('replaces %s', (_name, text, expected) => expect(normaliseText(text)).toBe(expected));

  it.each([
    ["don't stop, can't start", "don't stop, can't start"],
    ['and/or text/html i/o', 'and/or text/html i/o'],
    ['a " that is not closed', 'a " that is not closed'],
    ['user@home line:up', 'user@home line:up'],
    ['defaced facade added', 'defaced facade added'],
    ['payment_declined: insufficient_funds', 'payment_declined: insufficient_funds'],
    ['ZeitÜberschreitung bei 支払い', 'zeitüberschreitung bei 支払い'],
  ])('keeps %p', (text, expected) => expect(normaliseText(text)).toBe(expected));

  it('keeps of a JSON error its keys and what they tell, and replaces the rest', () => {
    const error = (code: string, user: string) => JSON.stringify({ error: { code, message: `Bad ${code}` }, user });
    expect(normaliseText(error('rate_limited', 'ada'))).toBe(normaliseText(error('rate_limited', 'bob')));
    expect(normaliseText(error('rate_limited', 'ada'))).not.toBe(normaliseText(error('not_found', 'ada')));
  });

  it('reads a Python traceback from its end, and drops the frames of a JavaScript stack', () => {
    const python = (file: string, error: string) =>
      `Traceback (most recent call last):\n  File "${file}", line 3, in f\n    g()\n${error}\n`;
    expect(normaliseText(python('/a/b.py', 'ValueError: bad seat'))).toBe('valueerror: bad seat');
    expect(normaliseText(python('/c.py', 'KeyError: 12'))).toBe('keyerror: <n>');
    expect(normaliseText('TypeError: x is no function\n    at f (/a.js:1:2)\n    at g (/b.js:3:4)')).toBe(
      'typeerror: x is no function',
    );
  });

  it('ends after 200 characters', () => expect(normaliseText('word '.repeat(200))).toHaveLength(200));

  it.each([
    ['quotes', '"'.repeat(999_999)],
    ['apostrophes', "' ".repeat(500_000)],
    ['escaped quotes', `"${'\\"'.repeat(500_000)}`],
    ['braces', '{"'.repeat(500_000)],
    ['digits', '1'.repeat(1_000_000)],
    ['dashes and digits', '1-'.repeat(500_000)],
    ['hex', 'a1b2-'.repeat(200_000)],
    ['slashes', '/a'.repeat(500_000)],
    ['colons', ':a'.repeat(500_000)],
    ['line ends', '\n at'.repeat(250_000)],
    ['lone surrogates', '\ud800'.repeat(1_000_000)],
  ])('takes a megabyte of %s in its stride', (_name, text) => {
    const start = performance.now();
    expect(normaliseText(text).length).toBeLessThanOrEqual(200);
    expect(performance.now() - start).toBeLessThan(200);
  });
});
