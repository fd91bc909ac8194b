import type { WorkspaceTx } from '@debrief/infra';
import { canonicalJson, isJsonObject, type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import type { RunSubject } from './fit-cases';

/** Whose *after* a run could be, read off the runs themselves. @param ids internal; what is gone is left out */
export const findSubjects = async (tx: WorkspaceTx, ids: readonly string[]): Promise<RunSubject[]> => {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('trace')
    .select(['externalId', 'userGoal', 'input', 'metadata', 'experiment'])
    .where('id', 'in', ids)
    .execute();
  return rows.map(({ externalId, userGoal, input, metadata, experiment }) => ({
    externalId,
    goal: userGoal?.trim() || readInput(input),
    datasetItems: [...readItem(experiment, ['item.id']), ...readItem(metadata, ['datasetItemId', 'dataset_item_id'])],
  }));
};

/** What a run was asked stands for a goal that nobody states: the same input, the same goal. */
const readInput = (input: JsonText | null): string | null => {
  const value = input === null ? null : (parseJson(input) as JsonValue);
  return value === null ? null : canonicalJson(value);
};

const readItem = (text: JsonText | null, names: readonly string[]): string[] => {
  const value = text === null ? null : parseJson(text);
  if (!isJsonObject(value)) return [];
  return names.flatMap((name) => {
    const id = Object.hasOwn(value, name) ? value[name] : undefined;
    return typeof id === 'string' && id !== '' ? [id] : [];
  });
};
