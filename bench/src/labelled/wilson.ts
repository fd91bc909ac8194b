/** A share and its 95 % Wilson interval; null where nothing was counted. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const z = 1.959964;

/** Wilson's score interval: holds for small counts and shares near 0 and 1, where the normal one does not. */
export const wilson = (hits: number, of: number): Share => {
  if (of === 0) return { hits, of, share: null, low: null, high: null };
  const p = hits / of;
  const denominator = 1 + z ** 2 / of;
  const centre = (p + z ** 2 / (2 * of)) / denominator;
  const half = (z / denominator) * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  return { hits, of, share: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
};

export const shareOf = <T>(items: readonly T[], isHit: (item: T) => boolean): Share =>
  wilson(items.filter(isHit).length, items.length);

/** `34.5 % [25.1, 45.2] 29/84` */
export const showShare = ({ hits, of, share, low, high }: Share): string =>
  share === null ? '–' : `${percent(share)} % [${percent(low)}, ${percent(high)}] ${hits}/${of}`;

const percent = (value: number | null): string => ((value ?? 0) * 100).toFixed(1);
