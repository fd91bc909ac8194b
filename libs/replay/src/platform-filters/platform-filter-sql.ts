import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { columnTest, jsonTest } from '../spans/filters/condition-sql';
import type { FilterOp } from '../spans/filters/condition';
import type { PlatformColumnKind, PlatformCondition } from './platform-condition';

type Fragment = RawBuilder<unknown>;
type Test = RawBuilder<SqlBool>;

/** A column of a list as SQL, or how a condition on it is asked where it is no expression (scores of a trace, …). */
export type PlatformSqlColumn =
  | { readonly kind: PlatformColumnKind; readonly sql: Fragment }
  | { readonly test: (condition: PlatformCondition) => Test };

export type PlatformSqlColumns = Readonly<Record<string, PlatformSqlColumn>>;

/** A condition as SQL. What has no value differs from every value and contains nothing. */
const platformTest = (columns: PlatformSqlColumns, condition: PlatformCondition): Test => {
  const column = columns[condition.column];
  if (!column) throw new Error(`no SQL for the filter column ${condition.column}`);
  return 'test' in column ? column.test(condition) : valueTest(column.kind, column.sql, condition);
};

/** All conditions together. */
export const platformTests = (columns: PlatformSqlColumns, conditions: readonly PlatformCondition[]): Test =>
  conditions.length === 0
    ? sql`true`
    : sql`(${sql.join(
        conditions.map((one) => platformTest(columns, one)),
        sql` and `,
      )})`;

/** A condition on an expression of the kind. */
export const valueTest = (kind: PlatformColumnKind, value: Fragment, condition: PlatformCondition): Test => {
  if (condition.op === 'not_contains')
    return sql`(${valueTest(kind, value, { ...condition, op: 'contains' })} is not true)`;
  const asked = { op: condition.op as FilterOp, value: condition.value };
  switch (kind) {
    case 'object':
      return condition.key === undefined
        ? columnTest({ type: 'text', sql: value }, asked)
        : jsonTest(value, [condition.key], asked);
    case 'flag':
      if (condition.value === null) return columnTest({ type: 'text', sql: value }, asked);
      return condition.op === 'ne'
        ? sql`${value} is distinct from ${condition.value}`
        : sql`${value} = ${condition.value}`;
    case 'list':
      return condition.op === 'all_of'
        ? sql`${value} @> ${condition.value}::text[]`
        : columnTest({ type: 'list', sql: value }, asked);
    default:
      return columnTest({ type: kind, sql: value }, asked);
  }
};
