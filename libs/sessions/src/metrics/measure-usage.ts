import { isCountedCall } from './measure-turn';
import type { LlmCallMetrics, SessionMetrics } from './session-metrics.types';
import type { SessionTurn } from './to-turns';

/** Model calls that are listed; all of them are counted. */
const maxListed = 10_000;

/** What the model calls of a session used, and its embeddings beside them. What a client did not report is not guessed. */
export const measureUsage = (
  turns: readonly SessionTurn[],
): Pick<SessionMetrics, 'llmCalls' | 'tokens' | 'costUsd'> => {
  const llmCalls: LlmCallMetrics[] = [];
  const tokens = { input: 0, output: 0, total: 0, embedding: 0, unreportedCalls: 0 };
  let cost: number | null = null;
  for (const { number, events } of turns)
    for (const event of events) {
      tokens.embedding += event.embeddingTokens ?? 0;
      if (event.type !== 'llm_call') continue;
      const { model, latencyMs } = event.data;
      const used = isCountedCall(event) ? event.data : nothing;
      const totalTokens = used.totalTokens ?? sumOf(used.inputTokens, used.outputTokens);
      if (llmCalls.length < maxListed)
        llmCalls.push({
          id: event.id,
          traceId: event.traceId,
          turn: number,
          model,
          inputTokens: used.inputTokens,
          outputTokens: used.outputTokens,
          totalTokens,
          latencyMs,
          costUsd: used.costUsd,
          isWrapper: event.isWrapper,
        });
      tokens.input += used.inputTokens ?? 0;
      tokens.output += used.outputTokens ?? 0;
      tokens.total += totalTokens ?? 0;
      if (totalTokens === null && !event.isWrapper) tokens.unreportedCalls += 1;
      cost = sumOf(cost, used.costUsd);
    }
  return { llmCalls, tokens, costUsd: cost === null ? null : toCost(cost) };
};

const nothing = { inputTokens: null, outputTokens: null, totalTokens: null, costUsd: null };

/** The sum of what is known; null of nothing. */
const sumOf = (a: number | null, b: number | null): number | null =>
  a === null && b === null ? null : (a ?? 0) + (b ?? 0);

/** Without the noise of adding doubles: a token costs no less than this. */
const toCost = (usd: number): number => Math.round(usd * 1e12) / 1e12;
