import type { NewEvent, TraceStatus } from '../new-event';

/** What of a trace's status the commit has to know. */
export interface TraceStanding {
  readonly status: TraceStatus;
  readonly endStatus: string | null;
  readonly endSeq: number | null;
  readonly isIdle: boolean;
}

/** What one commit adds to a trace's row. */
export interface Rollup extends TraceStanding {
  readonly events: number;
  readonly errors: number;
  /** Events that explorers show as more than plain spans. */
  readonly observations: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly maxSeq: number;
  /** A session_end of this commit decides the status: `ended_at` becomes its receipt. */
  readonly ends: boolean;
  /** The row's own state changed, not only its counts: the stream shows the trace again. */
  readonly isChanged: boolean;
}

/** What explorers show as generations, tools and retrievers (otel.md C3). */
const observedTypes: ReadonlySet<string> = new Set(['llm_call', 'tool_call', 'retrieval']);

/**
 * Sums new events and folds their session_ends (native.md §4, Status): of several the highest seq decides; an event revives an
 * abandoned or idle run; later events reopen nothing.
 */
export const decideRollup = (before: TraceStanding, events: readonly NewEvent[]): Rollup => {
  let [errors, observations, inputTokens, outputTokens, maxSeq] = [0, 0, 0, 0, -1];
  let { status, endStatus, endSeq } = before;
  if (status === 'abandoned') status = 'running';
  let ends = false;
  for (const event of events) {
    if (event.level === 'error') errors += 1;
    if (observedTypes.has(event.type)) observations += 1;
    inputTokens += event.inputTokens ?? 0;
    outputTokens += event.outputTokens ?? 0;
    maxSeq = Math.max(maxSeq, event.seq);
    if (event.end && event.seq > (endSeq ?? -1)) {
      ({ status, endStatus } = event.end);
      endSeq = event.seq;
      ends = true;
    }
  }
  const isChanged = before.isIdle || ends || status !== before.status;
  return {
    events: events.length,
    errors,
    observations,
    inputTokens,
    outputTokens,
    maxSeq,
    status,
    endStatus,
    endSeq,
    isIdle: false,
    ends,
    isChanged,
  };
};
