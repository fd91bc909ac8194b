import { int8Array, textArray, uuidArray, type WorkspaceClient } from '@debrief/infra';

/** What a ledger row can announce. */
export type LedgerKind = 'event' | 'trace' | 'analysis' | 'incident' | 'fix_run' | 'regression_run';

export interface LedgerEntry {
  readonly kind: LedgerKind;
  readonly projectId: string;
  /** The trace that the record belongs to, or is about: it goes with it. */
  readonly traceId: string;
  /** The record's own id, for the kinds to the right of `trace`. */
  readonly recordId?: string;
  /** Stored seqs of this commit, for kind `event`; one position each. */
  readonly seqs: readonly number[] | null;
}

/**
 * Gives the entries their positions and writes them. Send it last in a transaction: the workspace's counter stays locked from
 * here to the commit, and that is what makes positions gapless and in commit order. It must touch as many rows as there are entries.
 */
export const ledgerStatement = (entries: readonly LedgerEntry[]) => {
  const sizes = entries.map((entry) => entry.seqs?.length ?? 1);
  let total = 0;
  const befores = sizes.map((size) => (total += size) - size);
  return {
    name: 'append-ledger',
    text: `with counter as (
             update stream_position set position = position + $1::int8 where workspace_id = (select current_workspace()) returning position
           )
           insert into append_ledger (first_position, last_position, kind, project_id, trace_id, record_id, seqs)
           select counter.position - $1::int8 + e.before + 1, counter.position - $1::int8 + e.before + e.size, e.kind, e.project_id, e.trace_id,
                  e.record_id, e.seqs::int8multirange
             from counter, unnest($2::int8[], $3::int8[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[])
               as e(size, before, kind, project_id, trace_id, record_id, seqs)`,
    values: [
      total,
      int8Array(sizes),
      int8Array(befores),
      textArray(entries.map((entry) => entry.kind)),
      uuidArray(entries.map((entry) => entry.projectId)),
      uuidArray(entries.map((entry) => entry.traceId)),
      uuidArray(entries.map((entry) => entry.recordId ?? null)),
      textArray(entries.map((entry) => (entry.seqs ? toMultirange(entry.seqs) : null))),
    ],
  };
};

/** As `ledgerStatement`, waited for. */
export const insertLedger = async (client: WorkspaceClient, entries: readonly LedgerEntry[]): Promise<void> => {
  if (entries.length === 0) return;
  const { rowCount } = await client.query(ledgerStatement(entries));
  if (rowCount !== entries.length) throw new Error('the workspace has no stream position');
};

/** Ascending seqs as multirange text: `{[0,50),[60,61)}`. */
export const toMultirange = (seqs: readonly number[]): string => {
  const ranges: string[] = [];
  let low = -1;
  let high = -1;
  for (const seq of seqs) {
    if (seq === high) {
      high += 1;
      continue;
    }
    if (low >= 0) ranges.push(`[${low},${high})`);
    [low, high] = [seq, seq + 1];
  }
  if (low >= 0) ranges.push(`[${low},${high})`);
  return `{${ranges.join(',')}}`;
};
