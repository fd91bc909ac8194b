import { type RawBuilder, sql } from 'kysely';

/** A moment of the database as whole microseconds since 1970. */
export const microsOf = (moment: RawBuilder<unknown>): RawBuilder<number> =>
  sql`(extract(epoch from ${moment}) * 1000000)::int8`;
