import type { SessionMeasures, SessionMetrics } from '@debrief/sessions';
import { toIso } from './event-response';

/** What a session took, as the surface gives it beside other fields; it says so where only the first of the events were read. */
export const toMeasuresResponse = ({ metrics, isTruncated }: SessionMeasures) => ({
  metrics: toMetricsResponse(metrics),
  ...(isTruncated && { metricsTruncated: true }),
});

/** The metrics of a session (sessions.md §6). */
const toMetricsResponse = ({ totalLatencyMs, wallClockMs, turns, llmCalls, ...counts }: SessionMetrics) => ({
  totalLatencyMs,
  wallClockMs,
  turns: turns.map((turn) => ({ ...turn, startedAt: toIso(turn.startedAt), endedAt: toIso(turn.endedAt) })),
  llmCalls: llmCalls.map(({ isWrapper, ...call }) => ({ ...call, ...(isWrapper && { wrapper: true }) })),
  ...counts,
});
