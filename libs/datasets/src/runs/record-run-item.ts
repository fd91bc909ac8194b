import type { WorkspaceTx } from '@debrief/infra';
import { conflict, invalid, newId, notFound } from '@debrief/kernel';
import type { Created } from '../datasets/dataset.types';
import type { DatasetItem } from '../items/item.types';
import { toJsonColumn } from '../json-column';
import { traceOfObservation } from '../values/trace-of-observation';
import { fillRunItem, findRunItem, insertRunItem } from './run-item.queries';
import type { DatasetRun, DatasetRunItem, NewRunItem } from './run.types';

/**
 * Says which trace a run gave for an item: one row for the three, however often it is said. What a row did not say before (observation,
 * output) is added; what it says stays. The trace may come later.
 * @throws DomainError INVALID where neither trace nor observation is named; NOT_FOUND for an observation that alone should name the trace;
 *   CONFLICT for an id that is another's
 */
export const recordRunItem = async (
  tx: WorkspaceTx,
  run: DatasetRun,
  item: DatasetItem,
  input: NewRunItem,
): Promise<Created<DatasetRunItem>> => {
  const place = { runId: run.id, itemId: item.id, traceExternalId: await nameTrace(tx, run.projectId, input) };
  const id = newId();
  const isNew = await insertRunItem(tx, {
    ...{ ...place, id, externalId: input.id ?? id, projectId: run.projectId },
    observationId: input.observationId,
    output: toJsonColumn(input.output),
  });
  const stored = await findRunItem(tx, place);
  if (!stored) throw conflict(`A dataset run item with the id ${input.id} exists, with other content`);
  const filled = {
    observationId: stored.observationId ?? input.observationId,
    output: stored.output ?? toJsonColumn(input.output),
  };
  if (isNew || (filled.observationId === stored.observationId && filled.output === stored.output))
    return { value: stored, isNew };
  await fillRunItem(tx, stored.id, filled);
  return { value: { ...stored, ...filled }, isNew };
};

const nameTrace = async (
  tx: WorkspaceTx,
  projectId: string,
  { traceId, observationId }: NewRunItem,
): Promise<string> => {
  if (traceId !== null) return traceId;
  if (observationId === null) throw invalid('traceId', 'is required');
  const found = await traceOfObservation(tx, projectId, observationId);
  if (found === undefined) throw notFound('observation', observationId);
  return found;
};
