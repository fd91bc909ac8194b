import type { WorkspaceTx } from '@debrief/infra';
import { readTally } from '@debrief/ingestion';
import { type ListTotal, toTotal } from './list-page';
import { exactTotal } from './list-total';
import { countNativeSpans } from './span-summary.queries';

/** How many spans a project has: exact for imported ones; native events are counted up to the limit. */
export const countAllSpans = async (
  tx: WorkspaceTx,
  { projectId, hasNative }: { readonly projectId: string; readonly hasNative: boolean },
): Promise<ListTotal> => {
  const imported = exactTotal(await readTally(tx, projectId), 'spans');
  if (!hasNative) return imported;
  const native = toTotal(await countNativeSpans(tx, projectId));
  return { items: imported.items + native.items, isEstimated: native.isEstimated };
};
