import { charactersOf, distanceOf } from './edit-distance';

/** Characters of a piece: texts that differ in more than that are compared piece by piece. */
const pieceLength = 2_048;

/**
 * 1 − Levenshtein distance / length of the longer text, in characters; from 0 to 1. Equal beginnings and ends cost nothing. Where more than
 * 2,048 characters between them differ, both rests are cut into the same number of pieces, which are compared one with one: a lower bound, and
 * the work grows with the length of the texts, not with its square.
 */
export const textSimilarity = (a: string, b: string): number => {
  if (a === b) return 1;
  const [left, right] = [charactersOf(a), charactersOf(b)];
  const longer = Math.max(left.length, right.length);
  return 1 - pieceDistance(...withoutCommonEnds(left, right)) / longer;
};

const withoutCommonEnds = (a: Uint32Array, b: Uint32Array): [Uint32Array, Uint32Array] => {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return [a.subarray(start, a.length - end), b.subarray(start, b.length - end)];
};

const pieceDistance = (a: Uint32Array, b: Uint32Array): number => {
  const pieces = Math.ceil(Math.max(a.length, b.length) / pieceLength);
  let distance = 0;
  for (let piece = 0; piece < pieces; piece += 1) distance += distanceOf(cut(a, piece, pieces), cut(b, piece, pieces));
  return distance;
};

const cut = (characters: Uint32Array, piece: number, pieces: number): Uint32Array =>
  characters.subarray(
    Math.floor((characters.length * piece) / pieces),
    Math.floor((characters.length * (piece + 1)) / pieces),
  );
