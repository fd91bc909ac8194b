import type { WorkspaceTx } from '@debrief/infra';
import { hasOpenCiRun, listCiCandidates, recordCiVerdict } from '@debrief/provenance';
import { attachCandidates, candidateSeconds } from '../runs/attach-candidates';
import { placeCandidates } from '../runs/place-candidates';
import type { Candidate, RegressionRunDetails } from '../runs/regression.types';
import { findRun, lockRun, updateRun } from '../runs/runs.queries';
import { findFittingCases, type RunSubject } from './fit-cases';
import { findSubjects } from './subjects.queries';

/** The recorded runs of a regression run, as candidates are compared with them. */
export const findCaseSubjects = async (tx: WorkspaceTx, { cases }: RegressionRunDetails): Promise<RunSubject[]> => {
  const found = await findSubjects(
    tx,
    cases.map(({ traceId }) => traceId),
  );
  const known = new Map(found.map((one) => [one.externalId, one]));
  return cases.map(
    ({ traceExternalId, userGoal }) =>
      known.get(traceExternalId) ?? { externalId: traceExternalId, goal: userGoal, datasetItems: [] },
  );
};

/** Whether a regression run takes candidates: it goes on, or it ended for want of one. */
export const takesCandidates = ({ run }: RegressionRunDetails): boolean =>
  run.completedAt === null || run.fallbackReason === 'no_candidate';

/**
 * Closes the list of a regression run's candidates, once no CI run that names some goes on, and puts the candidates in their places.
 * @returns whether the comparison is to begin
 */
export const closeCandidates = async (tx: WorkspaceTx, regressionRunId: string): Promise<boolean> => {
  await lockRun(tx, regressionRunId);
  if (await hasOpenCiRun(tx, regressionRunId)) return false;
  const details = await findRun(tx, regressionRunId);
  if (!details) return false;
  if (!takesCandidates(details)) {
    // It was decided without them.
    await recordCiVerdict(tx, regressionRunId, 'inconclusive');
    return false;
  }
  const candidates = await chooseCandidates(tx, details);
  if (candidates.length === 0 && details.run.completedAt !== null) {
    await recordCiVerdict(tx, regressionRunId, details.run.verdict);
    return false;
  }
  await attachCandidates(tx, details, candidates);
  await updateRun(tx, regressionRunId, {
    awaitsCandidates: false,
    deadlineAt: new Date(Date.now() + candidateSeconds * 1_000),
  });
  await recordCiVerdict(tx, regressionRunId, null);
  return true;
};

/** Those that have a case, by name or because only one fits now, and a place there. Nothing is guessed: the rest is no candidate. */
const chooseCandidates = async (tx: WorkspaceTx, details: RegressionRunDetails): Promise<Candidate[]> => {
  const linked = await listCiCandidates(tx, details.run.id);
  const cases = await findCaseSubjects(tx, details);
  const open = linked.filter(({ caseTraceId }) => caseTraceId === null).map(({ traceId }) => traceId);
  const subjects = new Map((await findSubjects(tx, open)).map((one) => [one.externalId, one]));
  const candidates: Candidate[] = [];
  for (const { externalId, caseTraceId } of linked) {
    const subject = subjects.get(externalId);
    const fitting = caseTraceId === null ? (subject ? findFittingCases(subject, cases) : []) : [caseTraceId];
    const [only] = fitting.length === 1 ? fitting : [];
    if (only === undefined) continue;
    const candidate = { caseTraceId: only, traceId: externalId };
    if (hasPlace(details, [...candidates, candidate])) candidates.push(candidate);
  }
  return candidates;
};

/** Whether all of these can be candidates at once. */
export const hasPlace = ({ cases }: RegressionRunDetails, candidates: readonly Candidate[]): boolean => {
  try {
    placeCandidates(cases, candidates);
    return true;
  } catch {
    return false;
  }
};
