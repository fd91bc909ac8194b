import type { Random } from './random';

const digits = '0123456789';
const hex = `${digits}abcdef`;
const base36 = `${digits}abcdefghijklmnopqrstuvwxyz`;
const names = [
  'Ada',
  'Grace Hopper',
  "O'Neill",
  'Zoë',
  '李雷',
  'Blue Chair',
  'Q3 report',
  'München HBF',
  'n/a',
  'user 7',
];
const words = ['invoice', 'eu-west', 'draft', 'tmp', 'uploads', 'v2', 'Ada', 'report final', 'a.b'];

const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => random.text(hex, length)).join('-');
const number = (random: Random): string => {
  const value = random.whole(0, 10 ** random.whole(1, 7));
  return random.pick([`${value}`, value.toLocaleString('en-US'), (value / 100).toFixed(2)]);
};

/** What stands in a template's places: each draw has another form, as one service logs it today and another tomorrow. */
const places: Readonly<Record<string, (random: Random) => string>> = {
  id: (random) =>
    random.pick([
      () => `${random.whole(1, 99_999_999)}`,
      () => uuid(random),
      () => random.text(hex, random.pick([8, 12, 24, 32, 40])),
      () => random.text(`${digits}ABCDEFGHJKMNPQRSTVWXYZ`, 26),
      () => `${random.text(base36, 4)}${random.whole(0, 9)}${random.text(base36, 9)}`,
    ])(),
  ref: (random) => `${random.text('ABCDEFGHJKLMNPQRSTUVWXYZ', 2)}${random.whole(10, 9_999)}`,
  // Of six characters one in seven draws has no digit: then nothing tells it from a word.
  code: (random) => random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 6),
  n: number,
  ms: (random) =>
    random.pick([`${random.whole(1, 90_000)}ms`, `${random.whole(1, 90)}s`, `${random.next().toFixed(3)}s`]),
  date: (random) =>
    random.pick([
      `2026-${random.whole(10, 12)}-${random.whole(10, 28)}`,
      `2026-11-${random.whole(10, 28)}T${random.whole(10, 23)}:${random.whole(10, 59)}:00.${random.whole(100, 999)}Z`,
    ]),
  list: (random) => `[${Array.from({ length: random.whole(1, 6) }, () => random.whole(1, 9_999)).join(', ')}]`,
  path: (random) =>
    random.pick([
      () => `/srv/${random.pick(words).replaceAll(' ', '_')}/${random.text(hex, 8)}.json`,
      () => `./${random.text(base36, 5)}/${random.whole(1, 99)}/x.py`,
      () => `C:\\data\\${random.text(base36, 6)}\\in.csv`,
    ])(),
  url: (random) =>
    `https://${random.text(base36, 6)}.example.com/v${random.whole(1, 3)}/${random.text(hex, 10)}?page=${random.whole(1, 99)}`,
  email: (random) => `${random.text(base36, 8)}+x@mail${random.whole(1, 9)}.example.org`,
  host: (random) =>
    random.pick([
      () => `10.${random.whole(0, 255)}.${random.whole(0, 255)}.${random.whole(1, 254)}:${random.whole(1_000, 65_000)}`,
      () => `2001:db8::${random.text(hex, 4)}`,
      () => `db-${random.whole(1, 30)}.internal:5432`,
    ])(),
  name: (random) => {
    const name = random.pick(names);
    return random.pick([`"${name}"`, `'${name}'`, `\`${name}\``, `“${name}”`]);
  },
};

/** A template with its places (`{id}`, `{name}`, …) filled in, and now and then written in another case or with more white space. */
export const varyText = (random: Random, template: string): string => {
  const filled = template.replace(/\{(\w+)\}/g, (whole, place: string) => places[place]?.(random) ?? whole);
  const spaced = random.isLikely(0.1) ? filled.replaceAll(' ', random.pick(['  ', '\n', '\t'])) : filled;
  return random.isLikely(0.1) ? spaced.toUpperCase() : spaced;
};
