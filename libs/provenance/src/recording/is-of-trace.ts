import { type RawBuilder, sql, type SqlBool } from 'kysely';

/** Whether a row `r` is of the run that its client calls so. The run is looked up once: its rows have an index, its name has none in them. */
export const isOfTrace = (projectId: string, externalId: string): RawBuilder<SqlBool> =>
  sql`r.trace_id = (select t.id from trace t where t.project_id = ${projectId}::uuid and t.external_id = ${externalId})`;
