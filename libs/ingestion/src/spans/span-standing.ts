import type { TraceStatus } from '../new-event';
import { rootStatusOf, type TraceFacts, valueOf } from './trace-facts';

/** How a trace of spans stands. Times in microseconds since 1970. */
export interface SpanStanding {
  readonly status: TraceStatus;
  readonly hasEnded: boolean;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/**
 * An exported trace has ended with its root (otel.md A5). One that came as a trace and its observations (platform.md B1) has when it says
 * so, or when all of its observations have; before there are any, when it has an output. It failed where it says so, or a root did.
 */
export const decideStanding = (surface: string, facts: TraceFacts): SpanStanding => {
  const rootStatus = rootStatusOf(facts);
  const rootEnd = toNumber(valueOf(facts, 'end'));
  const { told } = facts;
  const startedAt = told?.start ?? earliest(told?.firstAt ?? null, facts.start);
  if (surface === 'otel')
    return { status: rootStatus ?? 'running', hasEnded: rootStatus !== null, startedAt, endedAt: rootEnd };
  const hasEnded =
    (told?.end ?? null) !== null ||
    (facts.start !== null ? haveAllEnded(facts, rootStatus !== null) : told?.hasOutput === true);
  if (!hasEnded) return { status: 'running', hasEnded, startedAt, endedAt: null };
  const isFailed = told?.isFailed === true || (facts.failed ?? 0) > 0;
  return {
    status: isFailed ? 'failed' : 'completed',
    hasEnded,
    startedAt,
    endedAt: latest(startedAt, told?.end ?? facts.end),
  };
};

/** Exported spans are sent when they have ended: while no root is there, one is still open. */
const haveAllEnded = ({ open = 0, isExported = false }: TraceFacts, hasRootEnded: boolean): boolean =>
  open <= 0 && (hasRootEnded || !isExported);

const earliest = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** A run does not end before it began, whatever the clocks of its observations say. */
const latest = (startedAt: number | null, end: number | null): number | null =>
  startedAt === null || end === null ? (end ?? startedAt) : Math.max(startedAt, end);

const toNumber = (digits: string | null): number | null => (digits === null ? null : Number(digits));
