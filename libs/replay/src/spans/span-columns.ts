import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Condition } from './filters/condition';
import { columnTest, jsonTest, readable } from './filters/condition-sql';
import { spanFilterColumns } from './filters/filter-columns';

type Fragment = RawBuilder<unknown>;

export const spanDurationMs = sql`coalesce(e.duration_ms, extract(epoch from e.ended_at - e.started_at) * 1000)`;

/** What a list of spans filters by, as SQL on an event `e` and its run `t`. */
const columns: Readonly<Record<keyof typeof spanFilterColumns, Fragment>> = {
  trace_id: sql`t.external_id`,
  span_id: sql`e.span_id`,
  session_id: sql`e.session_id`,
  user_id: sql`e.user_id`,
  environment: sql`e.environment`,
  tags: sql`t.tags`,
  span_category: sql`e.category`,
  observation_type: sql`e.observation_type`,
  framework: sql`e.framework`,
  status_code: sql`e.status_code`,
  gen_ai_request_model: sql`e.model`,
  gen_ai_system: sql`e.provider`,
  gen_ai_agent_name: sql`e.agent`,
  timestamp_start: sql`e.started_at`,
  timestamp_end: sql`e.ended_at`,
  start_time: sql`e.started_at`,
  end_time: sql`e.ended_at`,
  duration_ms: spanDurationMs,
  span_name: sql`e.name`,
};

/** Whether a condition is on a fact of the span's run. */
export const isOfTrace = ({ target }: Condition): boolean =>
  target.kind === 'column' && (target.column === 'trace_id' || target.column === 'tags');

/** A condition of a list of spans. */
export const spanTest = (condition: Condition): RawBuilder<SqlBool> => {
  const { target } = condition;
  if (target.kind === 'column') {
    const column = target.column as keyof typeof spanFilterColumns;
    return columnTest({ type: spanFilterColumns[column].type, sql: columns[column] }, condition);
  }
  switch (target.source) {
    case 'attributes':
      return jsonTest(sql`e.raw`, ['attributes', target.key], condition);
    case 'metadata':
      return jsonTest(sql`e.metadata`, [target.key], condition);
    case 'resource':
      // Few resources stand behind many spans: the condition is asked of each once.
      return sql`${readable(sql`e.raw`)} ->> 'resource' in (select s.id::text from otel_source s where s.kind = 'resource'
                   and ${jsonTest(sql`s.value`, ['attributes', target.key], condition)})`;
  }
};
