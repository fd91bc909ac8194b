import type { WorkspaceTx } from '@debrief/infra';
import { notFound } from '@debrief/kernel';

/** A run that something is recorded of. */
export interface RecordedRun {
  readonly id: string;
  readonly externalId: string;
  readonly maxSeq: number;
}

/** The project's run of that id. @throws DomainError NOT_FOUND */
export const locateRun = async (tx: WorkspaceTx, projectId: string, externalId: string): Promise<RecordedRun> => {
  const [run] = await findRuns(tx, projectId, [externalId]);
  if (!run) throw notFound('trace', externalId);
  return run;
};

/** Those of these runs that the project has, in any order. */
export const findRuns = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<RecordedRun[]> => {
  if (externalIds.length === 0) return [];
  return tx
    .selectFrom('trace')
    .select(['id', 'externalId', 'maxSeq'])
    .where('projectId', '=', projectId)
    .where('externalId', 'in', [...externalIds])
    .execute();
};
