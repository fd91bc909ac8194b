import type { ColumnType } from 'kysely';

/** int8 as the product reads it: a number, exact because its own counters and seqs stay below 2^53. */
export type WideInteger = ColumnType<number, number, number>;
