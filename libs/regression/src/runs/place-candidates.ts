import { invalid } from '@debrief/kernel';
import { maxAttempts } from './choose-cases';
import type { Candidate, RegressionAttempt, RegressionCase } from './regression.types';

/** Where a candidate goes: into the place of a result trace that nobody has begun to record, or behind the others. */
export interface PlacedCandidate {
  readonly caseId: string;
  readonly attempt: number;
  readonly isNew: boolean;
  /** External id. */
  readonly traceId: string;
}

type Held = Pick<RegressionAttempt, 'attempt' | 'traceExternalId' | 'isCandidate' | 'outcome' | 'hits' | 'misses'>;
type HeldCase = Pick<RegressionCase, 'id' | 'traceExternalId'> & { readonly attempts: readonly Held[] };

/**
 * Places for candidates of a run that goes on. One that the case has already needs none.
 * @throws DomainError INVALID for an unknown case, a case as a candidate, a candidate of two cases, a sixth for one case
 */
export const placeCandidates = (cases: readonly HeldCase[], candidates: readonly Candidate[]): PlacedCandidate[] => {
  const holders = new Map(cases.flatMap((one) => one.attempts.map((attempt) => [attempt.traceExternalId, one.id])));
  const recorded = new Set(cases.map(({ traceExternalId }) => traceExternalId));
  const free = new Map(cases.map((one) => [one.id, one.attempts.filter(isFree).map(({ attempt }) => attempt)]));
  const highest = new Map(cases.map((one) => [one.id, Math.max(0, ...one.attempts.map(({ attempt }) => attempt))]));
  return candidates.flatMap(({ caseTraceId, traceId }, index): PlacedCandidate[] => {
    const caseId = cases.find(({ traceExternalId }) => traceExternalId === caseTraceId)?.id;
    if (caseId === undefined) throw invalid(`candidates.${index}.case_trace_id`, 'is not a case of this run');
    if (recorded.has(traceId)) throw invalid(`candidates.${index}.trace_id`, 'is a case of this run');
    const holder = holders.get(traceId);
    if (holder === caseId) return [];
    if (holder !== undefined) throw invalid(`candidates.${index}.trace_id`, 'is named for another case');
    holders.set(traceId, caseId);
    const freed = free.get(caseId)?.shift();
    if (freed !== undefined) return [{ caseId, attempt: freed, isNew: false, traceId }];
    const attempt = (highest.get(caseId) ?? 0) + 1;
    if (attempt > maxAttempts) throw invalid(`candidates.${index}`, `is one more than ${maxAttempts} for its case`);
    highest.set(caseId, attempt);
    return [{ caseId, attempt, isNew: true, traceId }];
  });
};

const isFree = ({ isCandidate, outcome, hits, misses }: Held): boolean =>
  !isCandidate && outcome === null && hits + misses === 0;
