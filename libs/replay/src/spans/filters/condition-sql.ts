import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { toRfc3339 } from '../moments';
import type { ColumnType, Condition, FilterOp, FilterValue } from './condition';

type Fragment = RawBuilder<unknown>;
type Test = RawBuilder<SqlBool>;

/** A column of a list as SQL. */
export interface SqlColumn {
  readonly type: ColumnType;
  readonly sql: Fragment;
}

const comparisons: Partial<Record<FilterOp, Fragment>> = {
  eq: sql`=`,
  gt: sql`>`,
  gte: sql`>=`,
  lt: sql`<`,
  lte: sql`<=`,
};

/** `%` and `_` in a value mean themselves. */
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

const patterns: Partial<Record<FilterOp, (text: string) => string>> = {
  contains: (text) => `%${escaped(text)}%`,
  starts_with: (text) => `${escaped(text)}%`,
  ends_with: (text) => `%${escaped(text)}`,
};

/** A condition on a column. What has no value differs from every value. */
export const columnTest = ({ type, sql: column }: SqlColumn, { op, value }: Pick<Condition, 'op' | 'value'>): Test => {
  if (type === 'list') return listTest(column, op, value);
  if (op === 'is_null') return sql`${column} is null`;
  if (op === 'is_not_null') return sql`${column} is not null`;
  const pattern = patterns[op];
  if (pattern) return sql`${column} like ${pattern(String(value))}`;
  if (op === 'in') return sql`${column} = any(${value}::text[])`;
  if (op === 'not_in') return sql`(${column} is null or ${column} <> all(${value}::text[]))`;
  const operand = operandOf(type, value);
  if (op === 'ne') return sql`${column} is distinct from ${operand}`;
  return sql`${column} ${comparisons[op] ?? sql`=`} ${operand}`;
};

const operandOf = (type: ColumnType, value: FilterValue): Fragment => {
  if (type === 'number') return sql`${value}::float8`;
  if (type === 'moment') return sql`${toRfc3339(Number(value))}::timestamptz`;
  return sql`${value}::text`;
};

const listTest = (column: Fragment, op: FilterOp, value: FilterValue): Test => {
  if (op === 'is_null') return sql`coalesce(cardinality(${column}), 0) = 0`;
  if (op === 'is_not_null') return sql`cardinality(${column}) > 0`;
  const overlaps = sql`${column} && ${Array.isArray(value) ? value : [value]}::text[]`;
  return op === 'ne' || op === 'not_in' ? sql`${overlaps} is not true` : sql<SqlBool>`${overlaps}`;
};

/**
 * A stored text may hold `\u0000` and lone surrogates, which Postgres' own reader of JSON refuses: where one is suspected, the
 * replacement character stands for it. (The text of an escaped backslash is changed, too, and stays JSON.)
 */
export const readable = (json: Fragment): Fragment =>
  sql`(case when ${json}::text ~* '\\\\u(0000|d[89a-f])'
            then regexp_replace(${json}::text, '\\\\u(0000|d[89a-f][0-9a-f]{2})', '\\\\ufffd', 'gi')::json else ${json} end)`;

/**
 * A condition on a value inside of JSON, which may be of any type. Numbers compare with what reads as a number, and texts by their
 * letters: ISO times in UTC then compare by time.
 * @param path keys from the top
 */
export const jsonTest = (
  json: Fragment,
  path: readonly string[],
  { op, value }: Pick<Condition, 'op' | 'value'>,
): Test => {
  const found = sql`(${readable(json)} #>> ${path}::text[])`;
  if (typeof value === 'number') {
    const number = sql`(case when ${found} ~ '^-?[0-9]' and pg_input_is_valid(${found}, 'numeric') then ${found}::numeric end)`;
    return columnTest({ type: 'number', sql: number }, { op, value });
  }
  const text = typeof value === 'boolean' ? String(value) : value;
  return columnTest({ type: 'text', sql: found }, { op, value: text });
};
