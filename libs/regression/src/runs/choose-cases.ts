import { invalid } from '@debrief/kernel';
import type { Candidate } from './regression.types';

export const defaultMaxCases = 20;
export const maxAttempts = 5;

/** A run of the incident that can be a case. */
export interface RecordedRun {
  readonly traceId: string;
  readonly externalId: string;
}

export interface CaseWish {
  /** External ids; absent: the newest runs. */
  readonly traceIds?: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly maxCases: number;
}

/**
 * Which recorded runs are compared: those that are named, else the newest. Runs for which there is a candidate come first, and a run
 * that is a candidate is no case: it would be compared with itself.
 * @param runs of the incident, newest first
 * @throws DomainError INVALID for a run that is not the incident's, too many, a candidate that is named twice or more than five times
 */
export const chooseCases = <T extends RecordedRun>(runs: readonly T[], wish: CaseWish): T[] => {
  checkCandidates(wish.candidates);
  const isCandidate = new Set(wish.candidates.map(({ traceId }) => traceId));
  const known = new Map(
    runs.filter(({ externalId }) => !isCandidate.has(externalId)).map((run) => [run.externalId, run]),
  );
  const named = wish.traceIds && [...new Set(wish.traceIds)];
  named?.forEach((id, index) => {
    if (!known.has(id)) throw invalid(`trace_ids.${index}`, 'is not a run of the incident');
  });
  if (named && named.length > wish.maxCases) throw invalid('trace_ids', `names more than ${wish.maxCases} runs`);
  const answered = new Set(wish.candidates.map(({ caseTraceId }) => caseTraceId));
  wish.candidates.forEach(({ caseTraceId }, index) => {
    const isCase = named ? named.includes(caseTraceId) : known.has(caseTraceId);
    if (!isCase) throw invalid(`candidates.${index}.case_trace_id`, 'is not a case of this run');
  });
  const pool = (named ?? [...known.keys()]).map((id) => known.get(id) as T);
  const chosen = [
    ...pool.filter(({ externalId }) => answered.has(externalId)),
    ...pool.filter(({ externalId }) => !answered.has(externalId)),
  ].slice(0, wish.maxCases);
  if (answered.size > chosen.length) throw invalid('candidates', `are for more than ${wish.maxCases} cases`);
  return chosen;
};

const checkCandidates = (candidates: readonly Candidate[]): void => {
  const perCase = new Map<string, number>();
  candidates.forEach(({ caseTraceId, traceId }, index) => {
    if (candidates.findIndex((one) => one.traceId === traceId) !== index)
      throw invalid(`candidates.${index}.trace_id`, 'is named twice: a run counts once');
    const count = (perCase.get(caseTraceId) ?? 0) + 1;
    if (count > maxAttempts) throw invalid('candidates', `may be ${maxAttempts} at most for one case`);
    perCase.set(caseTraceId, count);
  });
};
