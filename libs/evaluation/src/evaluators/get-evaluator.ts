import type { WorkspaceTx } from '@debrief/infra';
import { isUuid, notFound } from '@debrief/kernel';
import type { Evaluator } from './evaluator.types';
import { findEvaluator, findEvaluatorForUpdate } from './evaluators.queries';

/** An evaluator of a project. @throws DomainError NOT_FOUND */
export const getEvaluator = async (
  tx: WorkspaceTx,
  projectId: string,
  id: string,
  { forUpdate = false } = {},
): Promise<Evaluator> => {
  const find = forUpdate ? findEvaluatorForUpdate : findEvaluator;
  const evaluator = isUuid(id) ? await find(tx, id) : undefined;
  if (evaluator?.projectId !== projectId) throw notFound('evaluator', id);
  return evaluator;
};
