/** Part of a whole to 4 decimals; null of nothing. */
export const toRate = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
