import type { FilterOp, FilterValue } from '../spans/filters/condition';

/** How a Platform filter compares. `all_of` asks a list for each of some values. */
export type PlatformOp = FilterOp | 'not_contains' | 'all_of';

/** One condition of a Platform list, of its `filter` or of a plain parameter. All of a list must hold. Moments are microseconds since 1970. */
export interface PlatformCondition {
  readonly column: string;
  /** Inside of a column that is an object, and of scores by name. */
  readonly key?: string;
  readonly op: PlatformOp;
  readonly value: FilterValue;
}

/** What a column holds, which decides what it can be asked. `object`: one value a key. */
export type PlatformColumnKind = 'text' | 'number' | 'moment' | 'flag' | 'list' | 'object';

export interface PlatformColumn {
  readonly kind: PlatformColumnKind;
  /** Compared without regard to case: the case in which the values are stored. */
  readonly fold?: 'upper' | 'lower';
  /** The column that this name is another word for. */
  readonly aliasOf?: string;
}

/** What a list can be filtered by, by the names that clients use. */
export type PlatformColumns = Readonly<Record<string, PlatformColumn>>;

export const condition = (column: string, op: PlatformOp, value: FilterValue): PlatformCondition => ({
  column,
  op,
  value,
});

/** Conditions of `filter` together with those plain parameters that it does not speak of: of one column the filter alone decides. */
export const withFilter = (
  plain: readonly PlatformCondition[],
  filter: readonly PlatformCondition[],
): PlatformCondition[] => {
  const spokenOf = new Set(filter.map(({ column }) => column));
  return [...plain.filter(({ column }) => !spokenOf.has(column)), ...filter];
};
