import { createHash } from 'node:crypto';

const range = 2 ** 48;

/**
 * Whether an evaluator looks at a run: decided by the two ids alone, so the same run is always in or always out, and a higher rate
 * keeps all that a lower one chose. @param rate 0 to 1
 */
export const isSampled = (evaluatorId: string, traceId: string, rate: number): boolean => {
  if (rate >= 1) return true;
  const digest = createHash('sha256').update(`${evaluatorId}\0${traceId}`).digest();
  return digest.readUIntBE(0, 6) / range < rate;
};
