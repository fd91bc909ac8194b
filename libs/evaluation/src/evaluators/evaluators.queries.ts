import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import { type Selectable, sql } from 'kysely';
import type { Definition } from '../definition/definition';
import type { TargetFilter } from '../definition/target-filter';
import type { Evaluator, EvaluatorFilters } from './evaluator.types';

/** The two texts are ours: written by `JSON.stringify` of these types. */
const toEvaluator = ({ definition, targetFilter, type: _, ...row }: Selectable<DB['evaluator']>): Evaluator => ({
  ...row,
  definition: JSON.parse(definition) as Definition,
  targetFilter: JSON.parse(targetFilter) as TargetFilter,
});

export const findEvaluator = async (tx: WorkspaceTx, id: string): Promise<Evaluator | undefined> => {
  const row = await tx.selectFrom('evaluator').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toEvaluator(row);
};

/** Locks the row: changes come one after the other. */
export const findEvaluatorForUpdate = async (tx: WorkspaceTx, id: string): Promise<Evaluator | undefined> => {
  const row = await tx.selectFrom('evaluator').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toEvaluator(row);
};

/** @returns its id */
export const findEvaluatorByName = async (
  tx: WorkspaceTx,
  projectId: string,
  name: string,
): Promise<string | undefined> => {
  const row = await tx
    .selectFrom('evaluator')
    .select('id')
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.id;
};

const narrowed = (tx: WorkspaceTx, projectId: string, { type, name, enabled }: EvaluatorFilters) =>
  tx
    .selectFrom('evaluator')
    .where('projectId', '=', projectId)
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .$if(enabled !== undefined, (query) => query.where('enabled', '=', enabled ?? true));

/** Newest first. */
export const selectEvaluators = async (
  tx: WorkspaceTx,
  projectId: string,
  filters: EvaluatorFilters,
  { beforeId, limit }: IdPage,
): Promise<Evaluator[]> => {
  const rows = await narrowed(tx, projectId, filters)
    .selectAll()
    .$if(beforeId !== undefined, (query) => query.where('id', '<', beforeId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toEvaluator);
};

export const countEvaluators = async (
  tx: WorkspaceTx,
  projectId: string,
  filters: EvaluatorFilters,
): Promise<number> => {
  const { count } = await narrowed(tx, projectId, filters)
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** Those that run by themselves. */
export const listEnabledEvaluators = async (tx: WorkspaceTx, projectId: string): Promise<Evaluator[]> => {
  const rows = await tx
    .selectFrom('evaluator')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('enabled', '=', true)
    .orderBy('id')
    .execute();
  return rows.map(toEvaluator);
};

export type NewEvaluatorRow = Omit<Evaluator, 'createdAt' | 'updatedAt'>;

const textsOf = ({ definition, targetFilter }: Pick<Evaluator, 'definition' | 'targetFilter'>) => ({
  type: definition.type,
  definition: JSON.stringify(definition),
  targetFilter: JSON.stringify(targetFilter),
});

/** With its first version. */
export const insertEvaluator = async (tx: WorkspaceTx, evaluator: NewEvaluatorRow): Promise<Evaluator> => {
  const row = await tx
    .insertInto('evaluator')
    .values({ ...evaluator, ...textsOf(evaluator) })
    .returningAll()
    .executeTakeFirstOrThrow();
  await insertVersion(tx, evaluator);
  return toEvaluator(row);
};

export const updateEvaluator = async (
  tx: WorkspaceTx,
  { id, projectId: _, ...evaluator }: NewEvaluatorRow,
): Promise<Evaluator> => {
  const row = await tx
    .updateTable('evaluator')
    .set({ ...evaluator, ...textsOf(evaluator), updatedAt: sql`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toEvaluator(row);
};

export const insertVersion = async (
  tx: WorkspaceTx,
  { id, version, definition }: Pick<Evaluator, 'id' | 'version' | 'definition'>,
): Promise<void> => {
  await tx
    .insertInto('evaluatorVersion')
    .values({ evaluatorId: id, version, definition: JSON.stringify(definition) })
    .execute();
};

/** With its versions and jobs; scores stay. */
export const deleteEvaluator = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.deleteFrom('evaluator').where('id', '=', id).execute();
};
