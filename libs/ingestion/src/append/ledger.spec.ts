import { toMultirange } from './ledger';

it.each([
  [[], '{}'],
  [[0], '{[0,1)}'],
  [[0, 1, 2], '{[0,3)}'],
  [[3, 5, 6, 9], '{[3,4),[5,7),[9,10)}'],
  [[9007199254740990], '{[9007199254740990,9007199254740991)}'],
])('writes %j as %s', (seqs, text) => {
  expect(toMultirange(seqs)).toBe(text);
});
