import { detector } from './detector';

const fewest = 5;

/** A step took longer than the limit and ten times as long as the middle one of its kind in this run. Confidence 0.4. */
export const latencyOutlier = detector({
  label: 'latency_outlier',
  version: '1',
  tier: 'suspicion',
  severity: 'low',
  mast: null,
  trail: 'Timeout Issues',
  thresholds: { seconds: 30 },
  missing: (run) => (run.events.some(({ durationMs }) => durationMs !== null) ? null : 'duration_ms'),
  detect: (run, { seconds }) => {
    const times = new Map<string, number[]>();
    for (const { type, name, durationMs } of run.events) {
      if (durationMs === null) continue;
      const key = `${type} ${name}`;
      const known = times.get(key);
      if (known) known.push(durationMs);
      else times.set(key, [durationMs]);
    }
    const middles = new Map([...times].map(([key, all]) => [key, all.length < fewest ? 0 : middleOf(all)]));
    return run.events
      .filter(
        ({ type, name, durationMs }) =>
          (durationMs ?? 0) > Math.max(seconds * 1_000, 10 * (middles.get(`${type} ${name}`) ?? 0)),
      )
      .map(({ seq, durationMs }) => ({
        confidence: 0.4,
        criticalStepSeq: seq,
        evidenceRefs: [seq],
        summary: `A step took ${Math.round((durationMs ?? 0) / 1_000)} s, far more than its like.`,
      }));
  },
});

const middleOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
