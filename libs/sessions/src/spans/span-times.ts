import type { StepSpan } from '@debrief/ingestion';

const toMs = (nanos: bigint): number => Number(nanos / 1_000_000n);

/** When a span began and ended: epoch milliseconds; its duration to the microsecond. */
export const timesOf = ({ startUnixNano, endUnixNano }: Pick<StepSpan, 'startUnixNano' | 'endUnixNano'>) => ({
  startedAt: toMs(startUnixNano),
  endedAt: endUnixNano === null ? null : toMs(endUnixNano),
  durationMs: endUnixNano === null ? null : Number((endUnixNano - startUnixNano) / 1_000n) / 1_000,
});

/** Whether the span was sent with an end before its start. */
export const clockSkewOf = ({ sent, startUnixNano, endUnixNano }: StepSpan): boolean =>
  sent?.endUnixNano !== undefined && endUnixNano !== null && sent.endUnixNano < (sent.startUnixNano ?? startUnixNano);
