import { failureOf, textOf } from '../mapping/read-value';
import type { NativeEntry, NativeRecord } from './native-record';

/**
 * Native records as entries (sessions.md §2, "Spans"): a pair of markers becomes one, and it is said which span each entry is and which
 * encloses it. Without markers the first that is stamped with an id is that span.
 * @param records in seq order
 */
export const pairMarkers = (records: readonly NativeRecord[]): NativeEntry[] => {
  const marked = new Set(records.filter((record) => isMarker(record, 'span_start')).map(({ spanId }) => spanId));
  const taken = new Set<string>();
  const openStarts = new Map<string, number[]>();
  const entries: NativeEntry[] = [];
  for (const record of records) {
    const { spanId } = record;
    if (isMarker(record, 'span_end')) {
      const start = openStarts.get(spanId ?? '')?.pop();
      const opened = start === undefined ? undefined : entries[start];
      if (start !== undefined && opened) {
        entries[start] = close(opened, record);
        continue;
      }
    }
    const isStart = isMarker(record, 'span_start');
    const isSpan = spanId !== null && !taken.has(spanId) && (isStart || !marked.has(spanId));
    if (isSpan) taken.add(spanId);
    if (isStart && spanId !== null) openStarts.set(spanId, [...(openStarts.get(spanId) ?? []), entries.length]);
    entries.push({
      ...record,
      name: isStart ? (textOf(record.payload['span_name']) ?? 'span') : textOf(record.payload['name']),
      ownSpanId: isSpan ? spanId : null,
      enclosingSpanId: isSpan ? record.parentId : (spanId ?? record.parentId),
      ...(isStart && { spanEnd: null }),
    });
  }
  return entries;
};

const isMarker = ({ type, payload, spanId }: NativeRecord, name: string): boolean =>
  type === 'state_change' && payload['name'] === name && spanId !== null;

/** What the end of a span says stands beside what its start said. */
const close = (start: NativeEntry, end: NativeRecord): NativeEntry => ({
  ...start,
  isError: start.isError || end.isError || failureOf(end.payload) !== null,
  payload: { ...start.payload, ...end.payload, name: start.payload['name'] ?? null },
  metadata: { ...start.metadata, ...end.metadata },
  spanEnd: end.at,
});
