import { guardFormula } from './guard-formula';

it.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '\nx',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  '  =1',
  ' \t=1',
  '-',
  '=HYPERLINK("http://x","y")',
])('guards %j', (text) => expect(guardFormula(text)).toBe(`'${text}`));

it.each(['', ' ', 'x=1', "'=1", '1', '{"a":"=1"}', 'a\n=1', '\u00a0=1', '−1'])('leaves %j', (text) =>
  expect(guardFormula(text)).toBe(text),
);
