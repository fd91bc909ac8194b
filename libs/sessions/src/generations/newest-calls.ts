import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { eventsWithRuns, moment } from './generation-columns';

/** Of more calls than this the newest are added up. */
export const summedCalls = 50_000;

/** The newest events `e` that pass, in the order of an index. */
export const newestCalls = (test: RawBuilder<SqlBool>): RawBuilder<unknown> => sql`
  (select e.* from ${eventsWithRuns} where ${test} order by ${moment} desc, e.trace_id desc, e.seq desc limit ${summedCalls}) e`;
