/** Text of a run on one line, cut at `most` characters: for sentences that people read. */
export const quote = (text: string, most = 200): string => {
  const line = text
    .slice(0, 4 * most)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
};
