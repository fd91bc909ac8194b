import type { WorkspaceTx } from '@debrief/infra';
import { invalid, notFound } from '@debrief/kernel';
import { type CiTraceLink, findRuns } from '@debrief/provenance';
import type { RegressionRunDetails } from '../runs/regression.types';
import { decideCase, type RunSubject } from './fit-cases';
import { findCaseSubjects, hasPlace } from './pipeline-candidates';
import { findSubjects } from './subjects.queries';

/** Traces for a CI run; `caseTraceId` with one trace only. */
export interface LinkRequest {
  readonly traceIds: readonly string[];
  readonly caseTraceId: string | null;
  /** Cases of data sets by external ids of traces, recorded ones and new ones: see `PipelinesService.caseTraceIds`. */
  readonly datasetItems?: ReadonlyMap<string, readonly string[]>;
}

/** @throws DomainError NOT_FOUND for a trace that the project does not have */
export const toLinks = async (
  tx: WorkspaceTx,
  projectId: string,
  { traceIds, caseTraceId }: LinkRequest,
): Promise<CiTraceLink[]> => {
  const wanted = [...new Set(traceIds)];
  const found = new Map((await findRuns(tx, projectId, wanted)).map((run) => [run.externalId, run.id]));
  return wanted.map((externalId) => {
    const traceId = found.get(externalId);
    if (traceId === undefined) throw notFound('trace', externalId);
    return { traceId, externalId, caseTraceId };
  });
};

/**
 * The links, each with its case.
 * @throws DomainError INVALID where several fit, or none of that name or with room
 */
export const placeLinks = async (
  tx: WorkspaceTx,
  details: RegressionRunDetails,
  links: readonly CiTraceLink[],
  datasetItems: ReadonlyMap<string, readonly string[]>,
): Promise<CiTraceLink[]> => {
  const withItems = <T extends RunSubject>(one: T): T => ({
    ...one,
    datasetItems: [...one.datasetItems, ...(datasetItems.get(one.externalId) ?? [])],
  });
  const cases = (await findCaseSubjects(tx, details)).map(withItems);
  const subjects = new Map(
    (
      await findSubjects(
        tx,
        links.map(({ traceId }) => traceId),
      )
    ).map((one) => [one.externalId, one]),
  );
  return links.map((link) => {
    const subject = subjects.get(link.externalId) ?? { externalId: link.externalId, goal: null, datasetItems: [] };
    const caseTraceId = decideCase({ ...withItems(subject), caseTraceId: link.caseTraceId }, cases);
    if (caseTraceId !== null && !hasPlace(details, [{ caseTraceId, traceId: link.externalId }]))
      throw invalid('traceId', `${link.externalId} is a case itself, or one more than its case takes`);
    return { ...link, caseTraceId };
  });
};
