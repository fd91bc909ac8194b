/** An answer tells each content four times. */
const maxPageBytes = 4 * 1024 * 1024;

/** How many of a page's first items go into one answer by their sizes in bytes: one at least, else the list would never go on. */
export const fitting = (sizes: readonly number[], budget = maxPageBytes): number => {
  let left = budget;
  const count = sizes.findIndex((size) => (left -= size) < 0);
  return count === -1 ? sizes.length : Math.max(count, 1);
};
