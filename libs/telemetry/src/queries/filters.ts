import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Direction, StatusGroup } from '../http-request.types';
import { isFailed } from './request-columns';

/** What a query narrows to; all of it must hold. */
export interface RequestFilters {
  readonly direction?: Direction;
  /** In upper case. */
  readonly method?: string;
  readonly statusGroup?: StatusGroup;
  readonly statusCode?: number;
  /** A host, or `*.example.com`: any below it. In lower case. */
  readonly host?: string;
  /** A part of the path, in any case. */
  readonly path?: string;
  /** One of these, each as `toWireId` gives it. */
  readonly traceIds?: readonly string[];
  readonly userId?: string;
  readonly errorFingerprint?: string;
  readonly failed?: boolean;
  readonly isSlow?: boolean;
  readonly minDurationMs?: number;
  /** At or after. */
  readonly from?: Date;
  /** Before. */
  readonly to?: Date;
}

/** A project with above how many milliseconds its requests are slow. */
export interface ProjectRequests {
  readonly projectId: string;
  readonly slowMs: number;
}

type Condition = RawBuilder<SqlBool>;
type Conditions = {
  readonly [K in keyof RequestFilters]-?: (
    value: NonNullable<RequestFilters[K]>,
    project: ProjectRequests,
  ) => Condition;
};

const conditions: Conditions = {
  direction: (value) => sql`r.direction = ${value}`,
  method: (value) => sql`r.method = ${value}`,
  statusGroup: (value) => {
    if (value === 'none') return sql`r.status_code = 0`;
    const lowest = Number(value[0]) * 100;
    return sql`r.status_code >= ${lowest} and r.status_code < ${lowest + 100}`;
  },
  statusCode: (value) => sql`r.status_code = ${value}`,
  host: (value) =>
    value.startsWith('*.') ? sql`right(r.host, ${value.length - 1}) = ${value.slice(1)}` : sql`r.host = ${value}`,
  path: (value) => sql`position(lower(${value}) in lower(r.path)) > 0`,
  // One alone goes with the index in the order of the list.
  traceIds: (values) =>
    values.length === 1 ? sql`r.trace_id = ${values[0]}` : sql`r.trace_id = any(${values}::text[])`,
  userId: (value) => sql`r.user_id = ${value}`,
  errorFingerprint: (value) => sql`r.error_fingerprint = ${value}`,
  failed: (value) => (value ? isFailed : sql`not ${isFailed}`),
  isSlow: (value, { slowMs }) => (value ? sql`r.duration_ms > ${slowMs}` : sql`r.duration_ms <= ${slowMs}`),
  minDurationMs: (value) => sql`r.duration_ms >= ${value}`,
  from: (value) => sql`r.occurred_at >= ${value}`,
  to: (value) => sql`r.occurred_at < ${value}`,
};

/** Which rows `r` of the project are meant. */
export const matches = (project: ProjectRequests, filters: RequestFilters): Condition => {
  const wanted = (Object.entries(filters) as [keyof RequestFilters, never][])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => sql`(${conditions[name](value, project)})`);
  return sql<SqlBool>`${sql.join([sql`r.project_id = ${project.projectId}::uuid`, ...wanted], sql` and `)}`;
};

export const isUnfiltered = (filters: RequestFilters): boolean =>
  Object.values(filters).every((value) => value === undefined);
