import type { WorkspaceTx } from '@debrief/infra';
import type { TraceRow } from '@debrief/ingestion';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { StoredEventRow } from './event-json';
import type { EventCommit } from './positions';
import type { EventFilters, TraceFilters, TraceSort } from './replay.types';

/** Where a page of traces ended, in the order of its sort. */
export interface TraceBoundary {
  readonly at: Date;
  readonly id: string;
}

export const listTraces = (
  tx: WorkspaceTx,
  filters: TraceFilters & { readonly projectId?: string },
  page: { readonly sort: TraceSort; readonly after?: TraceBoundary; readonly limit: number },
): Promise<TraceRow[]> => {
  const { after } = page;
  const query = tx
    .selectFrom('trace')
    .innerJoin('project', 'project.id', 'trace.projectId')
    .selectAll('trace')
    .where('project.deletedAt', 'is', null)
    .where((eb) => eb.and(conditions(filters)))
    .limit(page.limit);
  if (page.sort === 'started_at') {
    return query
      .$if(after !== undefined, (q) =>
        q.where(sql<SqlBool>`(trace.started_at, trace.id) < (${after?.at}, ${after?.id}::uuid)`),
      )
      .orderBy('trace.startedAt', 'desc')
      .orderBy('trace.id', 'desc')
      .execute();
  }
  // The minute leads, since it is what the index holds; within a minute the exact moment decides.
  const moment = sql`coalesce(trace.last_event_at, trace.started_at)`;
  return query
    .$if(after !== undefined, (q) =>
      q.where(
        sql<SqlBool>`(trace.last_event_minute, ${moment}, trace.id) < (date_trunc('minute', ${after?.at}::timestamptz), ${after?.at}::timestamptz, ${after?.id}::uuid)`,
      ),
    )
    .orderBy('trace.lastEventMinute', 'desc')
    .orderBy(moment, 'desc')
    .orderBy('trace.id', 'desc')
    .execute();
};

const equalities = {
  projectId: 'project_id',
  sessionId: 'session_id',
  status: 'status',
  agent: 'agent',
  environment: 'environment',
  source: 'source',
  surface: 'surface',
} as const satisfies Partial<Record<keyof TraceFilters | 'projectId', string>>;

const conditions = (filters: TraceFilters & { readonly projectId?: string }): Expression<SqlBool>[] => {
  const all: Expression<SqlBool>[] = [];
  for (const [field, column] of Object.entries(equalities) as [keyof typeof equalities, string][]) {
    const value = filters[field];
    if (value !== undefined) all.push(sql`${sql.ref(`trace.${column}`)} = ${value}`);
  }
  if (filters.tag !== undefined) all.push(sql`trace.tags @> array[${filters.tag}]::text[]`);
  if (filters.label !== undefined) all.push(sql`trace.labels @> array[${filters.label}]::text[]`);
  if (filters.incidentId !== undefined) all.push(sql`trace.incident_ids @> array[${filters.incidentId}]::uuid[]`);
  if (filters.from) all.push(sql`trace.started_at >= ${filters.from}`);
  if (filters.to) all.push(sql`trace.started_at < ${filters.to}`);
  if (filters.q !== undefined) {
    const pattern = `%${filters.q.replace(/[\\%_]/g, '\\$&')}%`;
    all.push(
      sql`(trace.user_goal ilike ${pattern} or trace.agent ilike ${pattern} or trace.external_id ilike ${pattern})`,
    );
  }
  return all;
};

export const listEvents = (
  tx: WorkspaceTx,
  traceId: string,
  filters: EventFilters,
  limit: number,
): Promise<StoredEventRow[]> =>
  tx
    .selectFrom('event')
    .select([
      'traceId',
      'seq',
      'type',
      'timestamp',
      'idempotencyKey',
      'spanId',
      'parentId',
      'payload',
      'metadata',
      'extra',
      'revision',
      'receivedAt',
    ])
    .where('traceId', '=', traceId)
    .$if(filters.afterSeq !== undefined, (q) => q.where('seq', '>', filters.afterSeq ?? 0))
    .$if(filters.beforeSeq !== undefined, (q) => q.where('seq', '<', filters.beforeSeq ?? 0))
    .$if(filters.types !== undefined, (q) => q.where('type', 'in', [...(filters.types ?? [])]))
    .orderBy('seq')
    .limit(limit)
    .execute();

/** The commits that hold seqs between two bounds (inclusive), in position order. */
export const listCommits = async (
  tx: WorkspaceTx,
  traceId: string,
  low: number,
  high: number,
): Promise<EventCommit[]> => {
  const rows = await tx
    .selectFrom('appendLedger')
    .select(['firstPosition', 'seqs'])
    .where('traceId', '=', traceId)
    .where('kind', '=', 'event')
    .where(sql<SqlBool>`seqs && int8multirange(int8range(${low}, ${high}, '[]'))`)
    .orderBy('lastPosition')
    .execute();
  return rows.map(({ firstPosition, seqs }) => ({ firstPosition, seqs: seqs ?? '{}' }));
};
