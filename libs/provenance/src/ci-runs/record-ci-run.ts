import type { WorkspaceTx } from '@debrief/infra';
import { conflict, newId, notFound, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { hashContent } from '../recording/content-hash';
import { maskTexts, type RecordingContext } from '../recording/recording-context';
import type { Recorded } from '../recording/recording.types';
import type { CiRun, CiRunPatch, CiTraceLink, SentCiRun } from './ci-run.types';
import {
  findCiRunByKey,
  findCiRunRow,
  insertCiRun,
  loadCiRuns,
  lockCiRun,
  updateCiRun,
  upsertCiTraces,
} from './ci-runs.queries';
import { type CiStatus, isFinal, moveCiStatus } from './ci-status';

/**
 * Writes a CI run, one for each provider's run, job and attempt; audited. The regression run that it brings candidates for is the caller's
 * to see to.
 * @throws DomainError CONFLICT for another one of that id, or of that run, job and attempt
 */
export const recordCiRun = async (
  tx: WorkspaceTx,
  scope: Scope,
  projectId: string,
  sent: SentCiRun,
  { masker, hashKey }: RecordingContext,
): Promise<Recorded<CiRun>> => {
  const { id: clientId, startedAt, ...facts } = sent;
  const contentHash = hashContent(hashKey, { ...facts, startedAt });
  const id = newId();
  const externalId = clientId ?? id;
  const now = new Date();
  const isNew = await insertCiRun(tx, {
    ...maskTexts(masker, facts),
    // Ids are never masked: by these a run is found again.
    providerRunId: facts.providerRunId,
    gitCommitSha: facts.gitCommitSha,
    incidentId: facts.incidentId,
    fixRunId: facts.fixRunId,
    regressionRunId: facts.regressionRunId,
    jobName: facts.jobName,
    id,
    projectId,
    externalId,
    startedAt: startedAt ?? now,
    completedAt: isFinal(facts.status) ? now : null,
    contentHash,
  });
  const stored = (await findCiRunByKey(tx, projectId, sent)) ?? (await findCiRunRow(tx, projectId, externalId));
  if (!stored) throw notFound('CI run', externalId);
  const isOther = clientId !== null && stored.externalId !== clientId;
  if (!isNew && (isOther || !stored.contentHash.equals(contentHash)))
    throw conflict('There is another CI run of this id, or of this provider, run, job and attempt');
  const item = await getCiRun(tx, stored.id);
  if (isNew)
    await recordAudit(tx, scope, {
      ...targetOf(item),
      action: 'ci_run.create',
      details: { provider: item.provider, provider_run_id: item.providerRunId, status: item.status },
    });
  return { item, isNew };
};

/** What became of a change: `hasEnded` when it is the one that ended the run. */
export interface ChangedCiRun {
  readonly item: CiRun;
  readonly hasEnded: boolean;
}

/** Changes a run; audited when something is another. @throws DomainError NOT_FOUND; CONFLICT for a run that is over, as `moveCiStatus` */
export const changeCiRun = async (
  tx: WorkspaceTx,
  scope: Scope,
  projectId: string,
  externalId: string,
  patch: CiRunPatch,
  { masker }: RecordingContext,
): Promise<ChangedCiRun> => {
  await lockCiRun(tx, projectId, externalId);
  const before = await findCiRunRow(tx, projectId, externalId);
  if (!before) throw notFound('CI run', externalId);
  const from = before.status as CiStatus;
  const status = patch.status === undefined ? from : moveCiStatus(from, patch.status);
  const hasEnded = isFinal(status) && !isFinal(from);
  const { gitCommitSha } = patch;
  const change = {
    ...maskTexts(masker, patch),
    ...(gitCommitSha !== undefined && { gitCommitSha }),
    status,
    ...(hasEnded && { completedAt: new Date() }),
  };
  const fields = Object.entries(change)
    .filter(([field, value]) => !isSame(before[field as keyof typeof before], value))
    .map(([field]) => field);
  if (fields.length > 0) {
    await updateCiRun(tx, before.id, change);
    await recordAudit(tx, scope, {
      ...targetOf({ externalId, projectId }),
      action: hasEnded ? 'ci_run.complete' : 'ci_run.update',
      details: { before: { status: from }, after: { status }, fields },
    });
  }
  return { item: await getCiRun(tx, before.id), hasEnded };
};

const isSame = (before: unknown, after: unknown): boolean =>
  before instanceof Date && after instanceof Date ? before.getTime() === after.getTime() : before === after;

/** Links traces to a run; audited. What is linked already stays. */
export const linkCiTraces = async (
  tx: WorkspaceTx,
  scope: Scope,
  ciRun: Pick<CiRun, 'id' | 'externalId' | 'projectId'>,
  links: readonly CiTraceLink[],
): Promise<void> => {
  await upsertCiTraces(tx, ciRun.id, links);
  await recordAudit(tx, scope, {
    ...targetOf(ciRun),
    action: 'ci_run.link_traces',
    details: { traces: links.map((one) => ({ trace_id: one.externalId, case_trace_id: one.caseTraceId })) },
  });
};

/** Names the regression run that a new CI run brings candidates for. */
export const nameRegressionRun = async (tx: WorkspaceTx, ciRunId: string, regressionRunId: string): Promise<CiRun> => {
  await updateCiRun(tx, ciRunId, { regressionRunId });
  return getCiRun(tx, ciRunId);
};

/** @param id internal */
export const getCiRun = async (tx: WorkspaceTx, id: string): Promise<CiRun> => {
  const [found] = await loadCiRuns(tx, [id]);
  if (!found) throw notFound('CI run', id);
  return found;
};

/** By its external id. @throws DomainError NOT_FOUND */
export const locateCiRun = async (tx: WorkspaceTx, projectId: string, externalId: string): Promise<CiRun> => {
  const row = await findCiRunRow(tx, projectId, externalId);
  if (!row) throw notFound('CI run', externalId);
  return getCiRun(tx, row.id);
};

const targetOf = ({ externalId, projectId }: Pick<CiRun, 'externalId' | 'projectId'>) => ({
  targetType: 'ci_run',
  targetId: externalId,
  projectId,
});
