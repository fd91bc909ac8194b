/** Events shown before and after each step that is named. */
const window = 3;
const most = 60;

/**
 * The seqs to show around the steps that detections name, nearest to the critical step first: what does not fit is what is farthest
 * from it.
 * @param named the critical step first
 */
export const chooseSeqs = (named: readonly number[]): number[] => {
  const chosen = new Set<number>();
  for (let distance = 0; distance <= window; distance++)
    for (const seq of named)
      for (const near of [seq - distance, seq + distance]) if (near >= 0 && chosen.size < most) chosen.add(near);
  return [...chosen].sort((a, b) => a - b);
};
