import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

export interface RunFacts {
  readonly agent: string | null;
  /** Highest of its events; 0 without any. */
  readonly lastSeq: number;
}

/** @param traceRowId internal id */
export const findRunFacts = async (tx: WorkspaceTx, traceRowId: string): Promise<RunFacts | undefined> => {
  const { rows } = await sql<RunFacts>`
    select t.agent, coalesce((select max(e.seq) from event e where e.trace_id = t.id), 0) as last_seq
      from trace t where t.id = ${traceRowId}::uuid`.execute(tx);
  return rows[0];
};
