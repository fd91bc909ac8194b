import type { SessionMetrics } from '@debrief/sessions';
import { toIso } from './event-response';

/** The metrics of a session as the surface gives them (sessions.md §6). */
export const toMetricsResponse = ({ totalLatencyMs, wallClockMs, turns, llmCalls, ...counts }: SessionMetrics) => ({
  totalLatencyMs,
  wallClockMs,
  turns: turns.map((turn) => ({ ...turn, startedAt: toIso(turn.startedAt), endedAt: toIso(turn.endedAt) })),
  llmCalls: llmCalls.map(({ isWrapper, ...call }) => ({ ...call, ...(isWrapper && { wrapper: true }) })),
  ...counts,
});
