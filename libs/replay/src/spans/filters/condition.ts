/** How a filter compares. `in` and `not_in` take a list; `is_null` and `is_not_null` take nothing. */
export const filterOps = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'contains',
  'starts_with',
  'ends_with',
  'in',
  'not_in',
  'is_null',
  'is_not_null',
] as const;
export type FilterOp = (typeof filterOps)[number];

/** JSON that a filter may look into. */
export const jsonSources = ['attributes', 'resource', 'metadata'] as const;
export type JsonSource = (typeof jsonSources)[number];

/** What is compared: a column of the list, or a key of a span's (or run's) JSON. */
export type FilterTarget =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'json'; readonly source: JsonSource; readonly key: string };

export type FilterValue = null | boolean | number | string | readonly string[];

/** One condition of a filter, whichever form it came in. Moments are microseconds since 1970. All conditions of a filter must hold. */
export interface Condition {
  readonly target: FilterTarget;
  readonly op: FilterOp;
  readonly value: FilterValue;
}

/** What a column holds: which comparisons make sense, and what they compare with. `list`: membership. */
export type ColumnType = 'text' | 'number' | 'moment' | 'list';

export interface FilterColumn {
  readonly type: ColumnType;
  /** Compared without regard to case: the case in which the values are stored. */
  readonly fold?: 'upper' | 'lower';
  /** On a list of traces: a fact of single spans. Such conditions must all hold for one span. */
  readonly ofSpan?: true;
}

export type FilterColumns = Readonly<Record<string, FilterColumn>>;

/** A condition that a column equals a value. */
export const equals = (column: string, value: string): Condition => ({
  target: { kind: 'column', column },
  op: 'eq',
  value,
});
