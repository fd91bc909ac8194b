import type { SessionEvent } from '../session-event';
import { guardFormula } from './guard-formula';

type Cell = string | number | boolean | null;

const toIso = (moment: number | null): string | null => (moment === null ? null : new Date(moment).toISOString());

/** The columns of an export (sessions.md §8). New ones are only ever added at the end: readers go by the place. */
const columns: Readonly<Record<string, (event: SessionEvent) => Cell>> = {
  sessionId: ({ sessionId }) => sessionId,
  traceId: ({ traceId }) => traceId,
  position: ({ position }) => position,
  eventId: ({ id }) => id,
  type: ({ type }) => type,
  decisionKind: ({ decisionKind }) => decisionKind,
  name: ({ name }) => name,
  agentName: ({ agentName }) => agentName,
  spanId: ({ spanId }) => spanId,
  parentSpanId: ({ parentSpanId }) => parentSpanId,
  startedAt: ({ startedAt }) => toIso(startedAt),
  endedAt: ({ endedAt }) => toIso(endedAt),
  durationMs: ({ durationMs }) => durationMs,
  status: ({ status }) => status,
  errorType: ({ error }) => error?.type ?? null,
  errorMessage: ({ error }) => error?.message ?? null,
  model: ({ type, data }) => (type === 'llm_call' ? data.model : null),
  inputTokens: (event) => countedIn(event)?.inputTokens ?? null,
  outputTokens: (event) => countedIn(event)?.outputTokens ?? null,
  costUsd: (event) => countedIn(event)?.costUsd ?? null,
  toolName: ({ type, data }) => (type === 'tool_call' || type === 'tool_result' ? data.toolName : null),
  toolSuccess: ({ type, data }) => (type === 'tool_call' || type === 'tool_result' ? data.success : null),
  guardrail: ({ type, data }) => (type === 'guardrail_eval' ? data.guardrail : null),
  guardrailBlocked: ({ type, data }) => (type === 'guardrail_eval' ? data.blocked : null),
  data: ({ data }) => JSON.stringify(data),
};

/** A wrapper's tokens are those of the call inside of it: a sum over the column counts them once. */
const countedIn = (event: SessionEvent) => (event.type === 'llm_call' && !event.isWrapper ? event.data : null);

export const csvHeader: readonly string[] = Object.keys(columns);

const readers = Object.values(columns);

/** An event as the cells of its row. Null: an empty cell. Texts are guarded; what is a number here stays one. */
export const toCsvRow = (event: SessionEvent): (string | null)[] =>
  readers.map((read) => {
    const cell = read(event);
    if (typeof cell === 'string') return guardFormula(cell);
    return cell === null ? null : String(cell);
  });
