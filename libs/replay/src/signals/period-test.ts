import { type RawBuilder, sql } from 'kysely';
import { toRfc3339 } from '../spans/moments';
import type { Period } from './signals.types';

/** What a period asks of a column, as conditions that must all hold. */
export const periodTests = (column: RawBuilder<unknown>, { from, to }: Period): RawBuilder<unknown>[] => [
  ...(from === undefined ? [] : [sql`${column} >= ${toRfc3339(from)}::timestamptz`]),
  ...(to === undefined ? [] : [sql`${column} <= ${toRfc3339(to)}::timestamptz`]),
];
