import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import type { FilterOption, OptionList, OptionsQuery } from './filter-options';
import { toRfc3339 } from './moments';
import { hasNativeRuns, nativeSpansWhere } from './native/native-rows';
import { sessionOf, traceFrameworks, traceName } from './trace-summary.queries';

type Fragment = RawBuilder<unknown>;

const maxOptions = 100;

/** The values of a row in a column: one, or those of a list. */
const one = (column: Fragment): Fragment => sql`(select ${column} as value) v`;
const each = (column: Fragment): Fragment => sql`unnest(${column}) as v(value)`;

const values: Readonly<Record<OptionList, Readonly<Record<string, Fragment>>>> = {
  traces: {
    environment: one(sql`t.environment`),
    trace_name: one(traceName),
    user_id: one(sql`t.user_id`),
    session_id: one(sessionOf),
    gen_ai_request_model: each(sql`t.models`),
    gen_ai_system: each(sql`t.providers`),
    framework: each(traceFrameworks),
    tags: each(sql`t.tags`),
  },
  spans: {
    observation_type: one(sql`e.observation_type`),
    gen_ai_request_model: one(sql`e.model`),
    framework: one(sql`e.framework`),
    status_code: one(sql`e.status_code`),
    span_category: one(sql`e.category`),
    environment: one(sql`e.environment`),
    gen_ai_agent_name: one(sql`e.agent`),
    gen_ai_system: one(sql`e.provider`),
  },
  sessions: { environment: one(sql`t.environment`), user_id: one(sql`t.user_id`) },
};

/** What is counted of each list: runs, spans, or sessions that have a run with the value. */
const counted: Readonly<Record<OptionList, Fragment>> = {
  traces: sql`count(*)`,
  spans: sql`count(*)`,
  sessions: sql`count(distinct ${sessionOf})`,
};

/** Of a larger project the newest rows are looked at: who narrows a list looks for a value that is in use. */
const newestRows = 100_000;

const spanColumns = sql`e.started_at, e.observation_type, e.model, e.framework, e.status_code, e.category, e.environment, e.agent, e.provider`;

/** The newest of a project's spans that pass: imported ones and, where there are any, what native events are as spans. */
const newestSpans = async (tx: WorkspaceTx, projectId: string, tests: Fragment): Promise<Fragment> => {
  const newest = (source: Fragment): Fragment =>
    sql`(select ${spanColumns} from ${source} order by e.started_at desc limit ${newestRows})`;
  const imported = newest(sql`event e where ${tests}`);
  if (!(await hasNativeRuns(tx, projectId))) return imported;
  return newest(sql`(${imported} union all ${newest(nativeSpansWhere(tests))}) e`);
};

/** The most frequent values of some columns in a project, by column; all columns are read off each row at once. */
export const selectOptions = async (
  tx: WorkspaceTx,
  projectId: string,
  list: OptionList,
  { from, to, observationsOnly, columns }: OptionsQuery,
): Promise<(FilterOption & { readonly column: string })[]> => {
  const row = list === 'spans' ? sql`e` : sql`t`;
  const tests: Fragment[] = [sql`${row}.project_id = ${projectId}`];
  if (from !== undefined) tests.push(sql`${row}.started_at >= ${toRfc3339(from)}::timestamptz`);
  if (to !== undefined) tests.push(sql`${row}.started_at <= ${toRfc3339(to)}::timestamptz`);
  if (list === 'spans' && observationsOnly) tests.push(sql`(e.observation_type <> 'span' or e.model is not null)`);
  if (list === 'sessions') tests.push(sql`${sessionOf} is not null`);
  const read = columns.map((column) => sql`select ${column}::text as name, v.value from ${values[list][column]!}`);
  const passed = sql.join(tests, sql` and `);
  const newest =
    list === 'spans'
      ? await newestSpans(tx, projectId, passed)
      : sql`(select * from trace t where ${passed} order by started_at desc limit ${newestRows})`;
  const { rows } = await sql<FilterOption & { readonly column: string }>`
    select name as "column", value, count
      from (select v.name, v.value, ${counted[list]} as count, row_number() over (partition by v.name order by ${counted[list]} desc, v.value) as place
              from ${newest} ${row}
             cross join lateral (${sql.join(read, sql` union all `)}) v(name, value)
             where v.value is not null and v.value <> ''
             group by v.name, v.value) ranked
     where place <= ${maxOptions} order by name, place`.execute(tx);
  return rows;
};
