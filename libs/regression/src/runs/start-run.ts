import type { WorkspaceTx } from '@debrief/infra';
import { type IncidentRow, listIncidentTraces } from '@debrief/incidents';
import { newId, newTraceExternalId, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { findReplayTarget } from '../replay-target/replay-target.queries';
import type { ReplayTarget } from '../replay-target/replay-target.types';
import { candidateSeconds, findCandidateTraces, pipelineSeconds } from './attach-candidates';
import { chooseCases, defaultMaxCases, type RecordedRun } from './choose-cases';
import type { Candidate, StartRegression } from './regression.types';
import { insertAttempts, insertCases, insertRegressionTraces, insertRun } from './runs.queries';

/** Runs of an incident that are looked through. */
const maxRuns = 5_000;

/** Writes a new run, its cases and what is to run after the change; audited. @throws DomainError INVALID */
export const startRun = async (
  tx: WorkspaceTx,
  scope: Scope,
  incident: IncidentRow,
  input: StartRegression & { readonly id: string },
): Promise<void> => {
  const { id, candidates = [], fixRunId } = input;
  const maxCases = input.maxCases ?? defaultMaxCases;
  const runs = distinct(await listIncidentTraces(tx, incident.id, { limit: maxRuns }));
  const chosen = chooseCases(runs, { traceIds: input.traceIds, candidates, maxCases });
  const traces = await findCandidateTraces(tx, incident.projectId, candidates);
  const awaitsCandidates = input.awaitsCandidates ?? false;
  const target = awaitsCandidates ? undefined : await replayTargetOf(tx, incident.projectId, input);
  const waits = target?.deadlineSeconds ?? (awaitsCandidates ? pipelineSeconds : candidateSeconds);
  await insertRun(tx, {
    id,
    projectId: incident.projectId,
    incidentId: incident.id,
    incidentLabels: incident.labels,
    aboutTraceId: chosen[0]?.traceId ?? null,
    replayKind: target?.kind ?? null,
    replayRef: target ? (input.replay?.ref ?? null) : null,
    prUrl: input.prUrl ?? incident.prUrl,
    fixRunId: fixRunId ?? null,
    awaitsCandidates,
    deadlineAt: new Date(Date.now() + waits * 1_000),
  });
  const goals = await findGoals(tx, chosen);
  const cases = chosen.map((run, place) => ({
    runId: id,
    id: newId(),
    place,
    traceId: run.traceId,
    traceExternalId: run.externalId,
    userGoal: goals.get(run.traceId) ?? null,
  }));
  await insertCases(tx, cases);
  await insertAttempts(
    tx,
    cases.flatMap((one) => candidatesOf(one, candidates, traces)),
  );
  if (target) {
    const answered = new Set(candidates.map(({ caseTraceId }) => caseTraceId));
    const replayed = cases.filter(({ traceExternalId }) => !answered.has(traceExternalId));
    const repeats = input.replay?.repeats ?? 1;
    await insertAttempts(
      tx,
      replayed.flatMap((one) => replaysOf(one, repeats, target)),
    );
  }
  await insertRegressionTraces(tx, [...traces.values()]);
  await recordAudit(tx, scope, {
    action: 'regression_run.start',
    targetType: 'regression_run',
    targetId: id,
    projectId: incident.projectId,
    details: {
      incident_id: incident.id,
      cases: cases.length,
      candidates: candidates.length,
      replay: target?.kind ?? null,
    },
  });
};

type CasePlace = { readonly runId: string; readonly id: string; readonly traceExternalId: string };

const candidatesOf = (
  { runId, id, traceExternalId }: CasePlace,
  candidates: readonly Candidate[],
  traces: ReadonlyMap<string, string>,
) =>
  candidates
    .filter(({ caseTraceId }) => caseTraceId === traceExternalId)
    .map(({ traceId }, index) => ({
      runId,
      caseId: id,
      attempt: index + 1,
      isCandidate: true,
      traceExternalId: traceId,
      traceId: traces.get(traceId) as string,
    }));

/** Result traces that the target is to record: their ids are ours, so that they are known before they are made. */
const replaysOf = ({ runId, id }: CasePlace, repeats: number, { kind }: ReplayTarget) =>
  Array.from({ length: repeats }, (_, index) => ({
    runId,
    caseId: id,
    attempt: index + 1,
    isCandidate: false,
    traceExternalId: newTraceExternalId(),
    sendAt: kind === 'webhook' ? new Date() : null,
  }));

/** Candidates are enough by themselves; the replay target is used where they are absent, or where a replay is asked for. */
const replayTargetOf = async (
  tx: WorkspaceTx,
  projectId: string,
  { candidates = [], replay }: StartRegression,
): Promise<ReplayTarget | undefined> => {
  if (candidates.length > 0 && !replay) return undefined;
  const target = await findReplayTarget(tx, projectId);
  return target?.enabled ? target : undefined;
};

/** After a merge a run may stand in an incident several times. */
const distinct = <T extends RecordedRun>(runs: readonly T[]): T[] => [
  ...new Map(runs.map((run) => [run.traceId, run])).values(),
];

const findGoals = async (
  tx: WorkspaceTx,
  runs: readonly RecordedRun[],
): Promise<ReadonlyMap<string, string | null>> => {
  if (runs.length === 0) return new Map();
  const rows = await tx
    .selectFrom('trace')
    .select(['id', 'userGoal'])
    .where(
      'id',
      'in',
      runs.map(({ traceId }) => traceId),
    )
    .execute();
  return new Map(rows.map(({ id, userGoal }) => [id, userGoal]));
};
