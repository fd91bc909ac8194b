import {
  byteaArray,
  int8Array,
  type QueryConfig,
  textArray,
  timestamptzArray,
  unnestRows,
  uuidArray,
} from '@debrief/infra';
import type { NewPoint } from './new-point';

type Column = readonly [name: string, type: string, encode: (points: readonly NewPoint[]) => Buffer, cast?: string];

const text = (name: string, pick: (point: NewPoint) => string | null, cast?: string): Column => [
  name,
  'text[]',
  (points) => textArray(points.map(pick)),
  cast,
];

const columns: readonly Column[] = [
  ['id', 'uuid[]', (points) => uuidArray(points.map(({ id }) => id))],
  ['digest', 'bytea[]', (points) => byteaArray(points.map(({ digest }) => digest))],
  ['series', 'bytea[]', (points) => byteaArray(points.map(({ series }) => series))],
  text('metric_name', ({ metric }) => metric.name),
  text('metric_type', ({ metric }) => metric.type),
  text('unit', ({ metric }) => metric.unit),
  text('description', ({ metric }) => metric.description),
  text('temporality', ({ metric }) => metric.temporality),
  text('is_monotonic', ({ metric }) => String(metric.isMonotonic), 'boolean'),
  ['occurred_at', 'timestamptz[]', (points) => timestamptzArray(points.map(({ occurredAt }) => occurredAt))],
  ['begun_at', 'timestamptz[]', (points) => timestamptzArray(points.map(({ begunAt }) => begunAt))],
  text('attributes', ({ attributes }) => attributes, 'json'),
  text('value', ({ value }) => value, 'numeric'),
  text('count', ({ count }) => count, 'numeric'),
  text('sum', ({ sum }) => sum, 'numeric'),
  text('min', ({ min }) => min, 'numeric'),
  text('max', ({ max }) => max, 'numeric'),
  text('bucket_counts', ({ bucketCounts }) => bucketCounts, 'json'),
  text('explicit_bounds', ({ explicitBounds }) => explicitBounds, 'json'),
  text('exponential', ({ exponential }) => exponential, 'json'),
  text('quantiles', ({ quantiles }) => quantiles, 'json'),
  text('exemplars', ({ exemplars }) => exemplars, 'json'),
  text('service_name', ({ serviceName }) => serviceName),
  ['resource_id', 'uuid[]', (points) => uuidArray(points.map(({ sources }) => sources.resource))],
  ['scope_id', 'uuid[]', (points) => uuidArray(points.map(({ sources }) => sources.scope))],
  ['flags', 'int8[]', (points) => int8Array(points.map(({ flags }) => flags))],
];

const names = columns.map(([name]) => name).join(', ');
const rows = unnestRows(
  columns.map(([name, type]) => [name, type]),
  2,
);
const values = columns.map(([name, , , cast]) => (cast ? `p.${name}::${cast}` : `p.${name}`)).join(', ');

/** Stores the points that are not stored yet; of two in a request the first. */
export const insertPointsStatement = (projectId: string, points: readonly NewPoint[]): QueryConfig => ({
  name: 'append-points',
  text: `insert into otel_metric_point (project_id, ${names})
         select $1::uuid, ${values} from ${rows} as p
             on conflict (workspace_id, project_id, digest) do nothing`,
  values: [projectId, ...columns.map(([, , encode]) => encode(points))],
});
