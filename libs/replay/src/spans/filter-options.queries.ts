import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import type { FilterOption, OptionList, OptionsQuery } from './filter-options';
import { toRfc3339 } from './moments';
import { hasNativeRuns, nativeSpansWhere } from './native/native-rows';
import { sessionOf, traceName } from './trace-summary.queries';

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
    framework: each(sql`t.frameworks`),
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

/** A project's spans as `e`: imported ones and, where there are any, what native events are as spans. */
const spansOf = async (tx: WorkspaceTx, projectId: string): Promise<Fragment> => {
  if (!(await hasNativeRuns(tx, projectId))) return sql`event e`;
  const columns = sql`e.project_id, e.started_at, e.observation_type, e.model, e.framework, e.status_code, e.category, e.environment, e.agent, e.provider`;
  return sql`(select ${columns} from event e where e.project_id = ${projectId}
               union all select ${columns} from ${nativeSpansWhere(sql`t.project_id = ${projectId}`)}) e`;
};

/** What is counted of each list: runs, spans, or sessions that have a run with the value. */
const counted: Readonly<Record<OptionList, Fragment>> = {
  traces: sql`count(*)`,
  spans: sql`count(*)`,
  sessions: sql`count(distinct ${sessionOf})`,
};

/** The most frequent values of a column in a project. */
export const selectOptions = async (
  tx: WorkspaceTx,
  projectId: string,
  { list, column }: { readonly list: OptionList; readonly column: string },
  { from, to, observationsOnly }: OptionsQuery,
): Promise<FilterOption[]> => {
  const row = list === 'spans' ? sql`e` : sql`t`;
  const tests: Fragment[] = [sql`${row}.project_id = ${projectId}`, sql`v.value is not null and v.value <> ''`];
  if (from !== undefined) tests.push(sql`${row}.started_at >= ${toRfc3339(from)}::timestamptz`);
  if (to !== undefined) tests.push(sql`${row}.started_at <= ${toRfc3339(to)}::timestamptz`);
  if (list === 'spans' && observationsOnly) tests.push(sql`(e.observation_type <> 'span' or e.model is not null)`);
  if (list === 'sessions') tests.push(sql`${sessionOf} is not null`);
  const { rows } = await sql<FilterOption>`
    select v.value, ${counted[list]} as count
      from ${list === 'spans' ? await spansOf(tx, projectId) : sql`trace t`} cross join lateral ${values[list][column]!}
     where ${sql.join(tests, sql` and `)}
     group by v.value order by count desc, v.value limit ${maxOptions}`.execute(tx);
  return rows;
};
