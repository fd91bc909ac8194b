/** Numbers of a run, met from its end to its beginning. */
export interface NumberTrail {
  /** @param numbers of one text, as they stand in it */
  readonly meet: (numbers: readonly string[]) => void;
  /** Those that were given last for the first time, oldest first. Null: there were too many to tell. */
  readonly newest: () => number[] | null;
}

const shown = 64;
/** What is not kept cannot be told from what was never said. */
const mostKept = 200_000;

export const makeNumberTrail = (): NumberTrail => {
  const numbers = new Set<string>();
  return {
    meet: (met) => {
      if (numbers.size > mostKept) return;
      // A number moves to the end whenever an earlier place is met: there it was given first.
      for (const number of met.toReversed()) {
        numbers.delete(number);
        numbers.add(number);
      }
    },
    newest: () => (numbers.size > mostKept ? null : [...numbers].slice(0, shown).reverse().map(Number)),
  };
};
