/** A name as it came and, where that is another one, with its percent-encoding undone. */
export const spellingsOf = (name: string): readonly string[] => {
  try {
    return [...new Set([name, decodeURIComponent(name)])];
  } catch {
    // A percent sign of its own.
    return [name];
  }
};
