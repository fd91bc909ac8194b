import { foldSpace } from './fold-space';

/** Text of a run on one line, cut at `most` characters: for sentences that people read. */
export const quote = (text: string, most = 200): string => {
  const line = foldSpace(text.slice(0, 4 * most));
  return line.length > most ? `${line.slice(0, most)}…` : line;
};
