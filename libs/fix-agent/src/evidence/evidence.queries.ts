import type { WorkspaceTx } from '@debrief/infra';
import { type JsonText, parseJson } from '@debrief/kernel';
import type { EvidenceEvent } from './evidence.types';

export interface ShownTrace {
  readonly externalId: string;
  readonly goal: string | null;
}

export const findShownTrace = (tx: WorkspaceTx, traceId: string): Promise<ShownTrace | undefined> =>
  tx.selectFrom('trace').select(['externalId', 'userGoal as goal']).where('id', '=', traceId).executeTakeFirst();

/** Events of a run with these seqs, in order; seqs that it has not are left out. */
export const selectEventsAt = async (
  tx: WorkspaceTx,
  traceId: string,
  seqs: readonly number[],
): Promise<EvidenceEvent[]> => {
  if (seqs.length === 0) return [];
  const rows = await tx
    .selectFrom('event')
    .select(['seq', 'type', 'name', 'agent', 'payload'])
    .where('traceId', '=', traceId)
    .where('seq', 'in', seqs)
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({ ...row, payload: parseJson(row.payload as JsonText) }));
};
