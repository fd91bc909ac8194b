import { boundStatements, type WorkspaceTx } from '@debrief/infra';
import type { ListOrder } from '../list-order';
import type { Condition } from './condition';

/** A condition or an order that no index knows may read all rows of a project: a statement that takes longer is given up. */
const longestMs = 10_000;

/** Bounds what each statement of the rest of the transaction may take. One that takes longer is UNAVAILABLE. */
export const boundReads = async (
  tx: WorkspaceTx,
  list?: { readonly conditions: readonly Condition[]; readonly order: ListOrder },
): Promise<void> => {
  // All, by their start: an index has them in this order.
  if (list?.conditions.length === 0 && list.order.column === 'start_time') return;
  await boundStatements(tx, longestMs);
};
