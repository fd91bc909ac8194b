import type { WorkspaceTx } from '@debrief/infra';
import { isUuid, notFound, type Scope } from '@debrief/kernel';
import type { FixRun } from '../fix-run.types';
import { findFixRun } from './fix-run.queries';

/** A fix run that the caller sees: a key those of its project. @throws DomainError NOT_FOUND */
export const getFixRun = async (tx: WorkspaceTx, scope: Scope, id: string): Promise<FixRun> => {
  const run = isUuid(id) ? await findFixRun(tx, id) : undefined;
  if (!run || (scope.projectId !== null && scope.projectId !== run.projectId)) throw notFound('fix run', id);
  return run;
};
