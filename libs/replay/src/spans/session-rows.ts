import { type RawBuilder, sql } from 'kysely';
import { columnTest, type SqlColumn } from './filters/condition-sql';
import type { Condition } from './filters/condition';
import type { SortKey, TieBreaker } from './keyset';
import { sessionOf, traceEnd } from './trace-summary.queries';

type Fragment = RawBuilder<unknown>;

/** Conditions that a row of `session` decides. */
const ofRow: Readonly<Record<string, SqlColumn>> = {
  session_id: { type: 'text', sql: sql`x.session_id` },
  start_time: { type: 'moment', sql: sql`x.started_at` },
};

const columnOf = ({ target }: Condition): string => (target.kind === 'column' ? target.column : '');

export const isOfRow = (condition: Condition): boolean => columnOf(condition) in ofRow;

/** What a session has of one of its runs: that of others may differ. */
const ofRun: Readonly<Record<string, SqlColumn>> = {
  user_id: { type: 'text', sql: sql`t.user_id` },
  environment: { type: 'text', sql: sql`t.environment` },
};

const isOfSomeRun = (condition: Condition): boolean =>
  columnOf(condition) in ofRun && (condition.op === 'eq' || condition.op === 'in');

/** What the runs of a session must be added up for, to know the session's place in these orders. */
const addedKeys: Readonly<Record<string, Fragment>> = {
  end_time: sql`max(${traceEnd})`,
  span_count: sql`sum(t.event_count)::int8`,
  observation_count: sql`sum(t.observation_count)::int8`,
};

/** Orders of the rows that `sessionRows` selects. */
export const rowKeys: Readonly<Record<string, SortKey>> = {
  start_time: { sql: sql`x.started_at`, type: 'timestamptz', isNullable: false },
  trace_count: { sql: sql`x.trace_count`, type: 'int8', isNullable: false },
  end_time: { sql: sql`n.key`, type: 'timestamptz', isNullable: true },
  span_count: { sql: sql`n.key`, type: 'int8', isNullable: false },
  observation_count: { sql: sql`n.key`, type: 'int8', isNullable: false },
};
export const rowTies: readonly TieBreaker[] = [{ sql: sql`x.session_id`, type: 'text' }];

/**
 * Rows of `session` that pass what they decide, and of which some run has what the session must have of one.
 * @param order a column by which the rows can then be ordered
 */
export const sessionRows = (projectId: string, conditions: readonly Condition[], order?: string): Fragment => {
  const tests: Fragment[] = [sql`x.project_id = ${projectId}`];
  for (const condition of conditions) {
    if (isOfRow(condition)) tests.push(columnTest(ofRow[columnOf(condition)]!, condition));
    else if (isOfSomeRun(condition))
      tests.push(sql`x.session_id in (select t.session_id from trace t where t.project_id = ${projectId}
                                         and ${columnTest(ofRun[columnOf(condition)]!, condition)})`);
  }
  const key = order === undefined ? undefined : addedKeys[order];
  const added = key
    ? sql`join (select t.session_id, ${key} as key from trace t where t.project_id = ${projectId} and ${sessionOf} is not null
                 group by t.session_id) n on n.session_id = x.session_id`
    : sql``;
  return sql`select x.* from session x ${added} where ${sql.join(tests, sql` and `)}`;
};
