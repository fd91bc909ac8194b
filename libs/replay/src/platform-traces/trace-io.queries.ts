import type { WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { sql } from 'kysely';

/** What a run says of its own input and output, and which of its spans speak for it where it does not. */
export interface OwnIo {
  readonly id: string;
  readonly input: JsonText | null;
  readonly output: JsonText | null;
  readonly inputSpan: string | null;
  readonly outputSpan: string | null;
  readonly inputPreview: string | null;
  readonly outputPreview: string | null;
  readonly userGoal: string | null;
}

/** `span_facts` keeps with each fact the span that gave it: its third part. */
const giverOf = (field: 'input' | 'output') =>
  sql`coalesce(t.span_facts -> 'fields' -> ${field} ->> 2, t.span_facts -> 'fields' -> 'name' ->> 2)`;

export const selectOwnIo = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<OwnIo[]> => {
  const { rows } = await sql<OwnIo>`
    select t.id, t.input, t.output, ${giverOf('input')} as input_span, ${giverOf('output')} as output_span, t.input_preview,
           t.output_preview, t.user_goal
      from trace t where t.id = any(${traceIds}::uuid[])`.execute(tx);
  return rows;
};
