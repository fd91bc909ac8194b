import type { WorkspaceClient } from '@debrief/infra';
import type { DefectTally } from '../dialects/otlp/decode/defect-tally';
import { findCycleClosers } from './find-cycle-closers';
import { findCycleRoots } from './find-cycle-roots';
import type { OpenTrace } from './open-trace';
import { findAncestors } from './spans.queries';

/** Makes roots of the spans that would be above themselves (otel.md A4): of those of one request the first that started. */
export const breakCycles = async (
  client: WorkspaceClient,
  traces: readonly OpenTrace[],
  warnings: DefectTally,
): Promise<void> => {
  const breakAt = (trace: OpenTrace, spanId: string): void => {
    trace.makeRoot(spanId);
    warnings.add('parent_span_id closes a cycle: stored as a root', spanId);
  };
  for (const trace of traces) for (const spanId of findCycleRoots(trace.changed)) breakAt(trace, spanId);
  const starts = traces.filter(({ row }) => row.eventCount > 0).flatMap(outsideParents);
  const ancestors = starts.length === 0 ? [] : await findAncestors(client, starts);
  for (const trace of traces) {
    const stored = ancestors.filter(({ traceId }) => traceId === trace.row.id);
    // Without them the spans stand among themselves, where no cycle is left.
    if (stored.length === 0) continue;
    for (const spanId of findCycleClosers(stored, trace.changed)) breakAt(trace, spanId);
  }
};

/** Parents of a trace's new spans that are not among them. */
const outsideParents = ({ row, added, changed }: OpenTrace): { traceId: string; spanId: string }[] => {
  const inside = new Set(added.map(({ spanId }) => spanId));
  const parents = new Set(changed.map(({ parentSpanId }) => parentSpanId));
  return [...parents]
    .filter((spanId) => spanId !== null && !inside.has(spanId))
    .map((spanId) => ({ traceId: row.id, spanId: spanId! }));
};
