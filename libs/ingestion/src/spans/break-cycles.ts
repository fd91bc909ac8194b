import type { WorkspaceClient } from '@debrief/infra';
import type { DefectTally } from '../dialects/otlp/decode/defect-tally';
import { findCycleClosers } from './find-cycle-closers';
import type { OpenTrace } from './open-trace';
import { findAncestors } from './spans.queries';

/** Makes roots of the spans that would be above themselves (otel.md A4). */
export const breakCycles = async (
  client: WorkspaceClient,
  traces: readonly OpenTrace[],
  warnings: DefectTally,
): Promise<void> => {
  const starts = traces.filter(({ row }) => row.eventCount > 0).flatMap(outsideParents);
  const ancestors = starts.length === 0 ? [] : await findAncestors(client, starts);
  for (const trace of traces) {
    const stored = ancestors.filter(({ traceId }) => traceId === trace.row.id);
    for (const spanId of findCycleClosers(stored, trace.changed)) {
      trace.makeRoot(spanId);
      warnings.add('parent_span_id closes a cycle: stored as a root', spanId);
    }
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
