import type { WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { type RawBuilder, sql } from 'kysely';
import { observationColumns } from '../observations/observation.queries';
import type { Observation } from '../observations/observation.types';

/** What a run says of its own input and output, and which of its spans speak for it where it does not. */
export interface OwnIo {
  readonly id: string;
  readonly isNative: boolean;
  readonly input: JsonText | null;
  readonly output: JsonText | null;
  readonly inputSpan: string | null;
  readonly outputSpan: string | null;
  readonly inputPreview: string | null;
  readonly outputPreview: string | null;
  readonly userGoal: string | null;
}

/** `span_facts` keeps with each fact the span that gave it, as its third part. A run without previews is spoken for by its root. */
const giverOf = (field: 'input' | 'output'): RawBuilder<string | null> =>
  sql`coalesce(t.span_facts -> 'fields' -> ${sql.lit(field)} ->> 2, t.span_facts -> 'fields' -> 'name' ->> 2)`;

export const selectOwnIo = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<OwnIo[]> => {
  const { rows } = await sql<OwnIo>`
    select t.id, t.surface = 'native' as is_native, t.input, t.output, ${giverOf('input')} as input_span,
           ${giverOf('output')} as output_span, t.input_preview, t.output_preview, t.user_goal
      from trace t where t.id = any(${traceIds}::uuid[])`.execute(tx);
  return rows;
};

/** A span by its run's internal id and its own id. */
export interface SpanKey {
  readonly traceId: string;
  readonly spanId: string;
}

export const selectSpansByKey = async (tx: WorkspaceTx, keys: readonly SpanKey[]): Promise<Observation[]> => {
  const { rows } = await sql<Observation>`
    select ${observationColumns}
      from unnest(${keys.map(({ traceId }) => traceId)}::uuid[], ${keys.map(({ spanId }) => spanId)}::text[]) as k(trace_id, span_id)
      join event e on e.trace_id = k.trace_id and e.idempotency_key = k.span_id and e.project_id is not null
      join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id`.execute(tx.withoutPlugins());
  return rows;
};

/** So many events at either end of a native run are looked at for what was said. */
const lookedAt = 200;

export interface SaidInRun {
  readonly id: string;
  /** Payload of the first message of the user, and of the last of the agent. */
  readonly asked: JsonText | null;
  readonly answered: JsonText | null;
}

export const selectSaid = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<SaidInRun[]> => {
  if (traceIds.length === 0) return [];
  const message = (type: string, way: RawBuilder<unknown>): RawBuilder<JsonText | null> => sql`
    (select m.payload from (select e.type, e.seq, e.payload from event e where e.trace_id = r.id order by e.seq ${way} limit ${lookedAt}) m
      where m.type = ${type} order by m.seq ${way} limit 1)`;
  const { rows } = await sql<SaidInRun>`
    select r.id, ${message('user_message', sql`asc`)} as asked, ${message('agent_message', sql`desc`)} as answered
      from unnest(${traceIds}::uuid[]) as r(id)`.execute(tx);
  return rows;
};
