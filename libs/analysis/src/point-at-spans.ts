import type { Candidate, Detection, Evidence, Verdict } from './detection';
import type { RunEvent } from './run/run';

/**
 * A verdict on steps that were read out of spans, with the seqs of those spans: they are what is stored and shown. Where several steps
 * of a span are named, the span is named once.
 */
export const pointAtSpans = (events: readonly RunEvent[], verdict: Verdict): Verdict => {
  if (events.every(({ spanSeq }) => spanSeq === undefined)) return verdict;
  const shown = new Map(events.map(({ seq, spanSeq = seq }) => [seq, spanSeq]));
  const toSpan = (seq: number): number => shown.get(seq) ?? seq;
  return {
    ...verdict,
    criticalStepSeq: verdict.criticalStepSeq === null ? null : toSpan(verdict.criticalStepSeq),
    detections: verdict.detections.map((one) => moveDetection(one, toSpan)),
    candidates: moveCandidates(verdict.candidates, toSpan),
  };
};

const moveDetection = (detection: Detection, toSpan: (seq: number) => number): Detection => {
  const evidenceRefs = [...new Set(detection.evidenceRefs.map(toSpan))].sort((a, b) => a - b);
  const named = new Set<number>();
  return {
    ...detection,
    criticalStepSeq: toSpan(detection.criticalStepSeq),
    evidenceRefs,
    evidence: detection.evidence.flatMap((one): Evidence[] => {
      if (one.kind === 'http_request')
        return [{ ...one, nearestSeq: one.nearestSeq === null ? null : toSpan(one.nearestSeq) }];
      if (one.kind !== 'event') return [one];
      const seq = toSpan(one.seq);
      if (named.has(seq)) return [];
      named.add(seq);
      return [{ ...one, seq }];
    }),
  };
};

/** Best first: of two steps of a span the better one stands for it. */
const moveCandidates = (candidates: readonly Candidate[], toSpan: (seq: number) => number): Candidate[] => {
  const bySpan = new Map<number, Candidate>();
  for (const candidate of candidates) {
    const seq = toSpan(candidate.seq);
    if (!bySpan.has(seq)) bySpan.set(seq, { ...candidate, seq });
  }
  return [...bySpan.values()];
};
