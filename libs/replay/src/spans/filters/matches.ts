import type { Condition, FilterValue } from './condition';

/** What a row has in a column; null: nothing. */
export type Facts = Readonly<Record<string, FilterValue>>;

/** Whether a condition holds, as the SQL of `columnTest` says it: what has no value differs from every value. */
export const matches = (facts: Facts, { target, op, value }: Condition): boolean => {
  const fact = target.kind === 'column' ? (facts[target.column] ?? null) : null;
  if (Array.isArray(fact)) return listMatches(fact as readonly string[], op, value);
  if (op === 'is_null') return fact === null;
  if (op === 'is_not_null') return fact !== null;
  if (op === 'ne') return fact !== value;
  if (op === 'not_in') return !(value as readonly unknown[]).includes(fact);
  return fact !== null && compares[op](fact, value);
};

const text = String;

const compares: Readonly<
  Record<
    Exclude<Condition['op'], 'is_null' | 'is_not_null' | 'ne' | 'not_in'>,
    (fact: FilterValue, value: FilterValue) => boolean
  >
> = {
  eq: (fact, value) => fact === value,
  gt: (fact, value) => Number(fact) > Number(value),
  gte: (fact, value) => Number(fact) >= Number(value),
  lt: (fact, value) => Number(fact) < Number(value),
  lte: (fact, value) => Number(fact) <= Number(value),
  contains: (fact, value) => text(fact).includes(text(value)),
  starts_with: (fact, value) => text(fact).startsWith(text(value)),
  ends_with: (fact, value) => text(fact).endsWith(text(value)),
  in: (fact, value) => (value as readonly unknown[]).includes(fact),
};

const listMatches = (fact: readonly string[], op: Condition['op'], value: FilterValue): boolean => {
  if (op === 'is_null') return fact.length === 0;
  if (op === 'is_not_null') return fact.length > 0;
  const wanted = Array.isArray(value) ? (value as readonly string[]) : [value];
  const overlaps = fact.some((one) => wanted.includes(one));
  return op === 'ne' || op === 'not_in' ? !overlaps : overlaps;
};
