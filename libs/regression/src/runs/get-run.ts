import type { WorkspaceTx } from '@debrief/infra';
import { isUuid, notFound, type Scope } from '@debrief/kernel';
import type { RegressionRunDetails } from './regression.types';
import { findRun } from './runs.queries';

/**
 * A regression run that the caller sees: a key those of its project.
 * @throws DomainError NOT_FOUND
 */
export const getRun = async (tx: WorkspaceTx, scope: Scope, id: string): Promise<RegressionRunDetails> => {
  const details = isUuid(id) ? await findRun(tx, id) : undefined;
  if (!details || (scope.projectId !== null && scope.projectId !== details.run.projectId))
    throw notFound('regression run', id);
  return details;
};
