import type { CursorPosition } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { ListOrder } from './list-order';

type Fragment = RawBuilder<unknown>;

/** What a list is ordered by, as SQL. */
export interface SortKey {
  readonly sql: Fragment;
  /** As which Postgres reads the key back from a cursor. */
  readonly type: 'timestamptz' | 'float8' | 'numeric' | 'int8' | 'text' | 'uuid' | 'bool';
  /** A key that every row has goes with an index; others need `nulls last`, which no index here has. */
  readonly isNullable: boolean;
}

/** Breaks ties: together no two rows have the same. */
export interface TieBreaker {
  readonly sql: Fragment;
  readonly type: 'uuid' | 'int8' | 'text';
}

/** `order by …` of a list: what has no value comes last in both directions. */
export const orderBy = (key: SortKey, ties: readonly TieBreaker[], { direction }: ListOrder): Fragment => {
  const way = direction === 'asc' ? sql`asc` : sql`desc`;
  const keyOrder = key.isNullable ? sql`${key.sql} ${way} nulls last` : sql`${key.sql} ${way}`;
  return sql.join([keyOrder, ...ties.map((tie) => sql`${tie.sql} ${way}`)]);
};

/** The text under which a cursor keeps the sort key of a row. */
export const keyText = (key: SortKey): Fragment => sql`(${key.sql})::text`;

/** Which rows stand behind a position in the order. The position: the key's text or null, then the tie breakers' values. */
export const behind = (
  key: SortKey,
  ties: readonly TieBreaker[],
  { direction }: ListOrder,
  [value = null, ...ids]: CursorPosition,
): RawBuilder<SqlBool> => {
  const compare = direction === 'asc' ? sql`>` : sql`<`;
  const rowIds = sql.join(ties.map((tie) => tie.sql));
  const lastIds = sql.join(ties.map((tie, index) => sql`${ids[index] ?? null}::${sql.raw(tie.type)}`));
  if (value === null) return sql`(${key.sql} is null and (${rowIds}) ${compare} (${lastIds}))`;
  const last = sql`${value}::${sql.raw(key.type)}`;
  const after = sql`(${key.sql}, ${rowIds}) ${compare} (${last}, ${lastIds})`;
  return key.isNullable ? sql`(${after} or ${key.sql} is null)` : sql<SqlBool>`${after}`;
};
