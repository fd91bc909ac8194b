import type { CursorPosition, WorkspaceTx } from '@debrief/infra';
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { type IncidentFilters, type IncidentSort, severities } from './incidents.types';

/** What a list is sorted by, as a number: moments as whole milliseconds, severities by their rank. Newest or highest first. */
const keys: Readonly<Record<IncidentSort, RawBuilder<number>>> = {
  last_seen_at: sql`i.last_seen_at`,
  first_seen_at: sql`i.first_seen_at`,
  created_at: sql`i.created_at`,
  session_count: sql`i.session_count`,
  severity: sql`array_position(${sql.lit(`{${severities.join()}}`)}::text[], i.severity)`,
};
const isMoment = (sort: IncidentSort): boolean => sort.endsWith('_at');

export interface IncidentPlace {
  readonly id: string;
  /** Where it stands in the sort: milliseconds, a count or a rank. */
  readonly key: number;
}

/** A page of incidents that were not merged, as ids in order; ties by id. @param after where the page before ended: key and id */
export const selectIncidentPage = async (
  tx: WorkspaceTx,
  filters: Omit<IncidentFilters, 'project'> & { readonly projectId?: string },
  { sort, after, limit }: { readonly sort: IncidentSort; readonly after?: CursorPosition; readonly limit: number },
): Promise<IncidentPlace[]> => {
  const key = keys[sort];
  const number = isMoment(sort) ? sql<number>`(extract(epoch from ${key}) * 1000)::int8` : sql<number>`${key}::int8`;
  const boundary = isMoment(sort)
    ? sql`to_timestamp(${Number(after?.[0])}::float8 / 1000)::timestamptz(3)`
    : sql`${Number(after?.[0])}::int8`;
  const { rows } = await sql<IncidentPlace>`
    select i.id, ${number} as key
      from incident i
      join project p on p.workspace_id = i.workspace_id and p.id = i.project_id and p.deleted_at is null
     where ${sql.join([...conditions(filters), ...(after ? [sql`(${key}, i.id) < (${boundary}, ${after[1]}::uuid)`] : [])], sql` and `)}
     order by ${key} desc, i.id desc
     limit ${limit}`.execute(tx);
  return rows;
};

const conditions = (
  filters: Omit<IncidentFilters, 'project'> & { readonly projectId?: string },
): Expression<SqlBool>[] => {
  const { projectId, sessionId, status, severity, ownerId, label, from, to, q } = filters;
  const all: Expression<SqlBool>[] = [sql`i.merged_into is null`];
  if (projectId !== undefined) all.push(sql`i.project_id = ${projectId}::uuid`);
  if (status !== undefined) all.push(sql`i.status = ${status}`);
  if (severity !== undefined) all.push(sql`i.severity = ${severity}`);
  if (ownerId === 'none') all.push(sql`i.owner_id is null`);
  else if (ownerId !== undefined) all.push(sql`i.owner_id = ${ownerId}::uuid`);
  if (label !== undefined) all.push(sql`i.labels @> array[${label}]::text[]`);
  if (from) all.push(sql`i.last_seen_at >= ${from}`);
  if (to) all.push(sql`i.last_seen_at < ${to}`);
  if (sessionId !== undefined)
    all.push(sql`exists (
      select from incident_trace m
        join trace t on t.workspace_id = m.workspace_id and t.id = m.trace_id
       where m.workspace_id = i.workspace_id and m.incident_id = i.id and t.external_id = ${sessionId})`);
  if (q !== undefined) {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    const texts = ['label', 'title', 'root_cause', 'severity', 'status'].map((column) => sql.ref(`i.${column}`));
    all.push(
      sql`(${sql.join(
        texts.map((text) => sql`${text} ilike ${pattern}`),
        sql` or `,
      )})`,
    );
  }
  return all;
};
