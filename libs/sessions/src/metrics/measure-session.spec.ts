import fc from 'fast-check';
import { arbitrarySession } from '../../../../test/factories/arbitrary-session';
import { makeSession, sessionStart, type SessionSketch, userMessage } from '../../../../test/factories/make-session';
import { measureSession } from './measure-session';
import type { SessionMetrics } from './session-metrics.types';

const metricsOf = (...events: SessionSketch[]): SessionMetrics => measureSession(makeSession([{ events }]));

describe('the metrics of a session', () => {
  const booking = makeSession([
    {
      id: 'sess_1',
      events: [
        userMessage({ startedAt: 0 }),
        ['guardrail_eval', { passed: true, blocked: false }, { startedAt: 0, durationMs: 60 }],
        [
          'llm_call',
          { model: 'gpt-5', inputTokens: 812, outputTokens: 96, totalTokens: 908, latencyMs: 1_700, costUsd: 0.1 },
          { startedAt: 100, durationMs: 1_700 },
        ],
        ['tool_call', { toolName: 'find', success: true }, { startedAt: 1_900, durationMs: 900 }],
        [
          'tool_call',
          { toolName: 'book', success: false },
          {
            startedAt: 2_500,
            durationMs: 500,
            status: 'error',
            source: { surface: 'native', type: 'tool_call', seq: 6 },
          },
        ],
        ['error', { message: 'taken' }, { startedAt: 3_000, status: 'error' }],
        ['llm_call', { model: 'gpt-5', inputTokens: 1_000, outputTokens: 4 }, { startedAt: 3_100, durationMs: 900 }],
        ['response', {}, { startedAt: 4_100 }],
        ['state_change', { key: 'saved' }, { startedAt: 9_000, durationMs: 1_000 }],
      ],
    },
    {
      id: 'sess_2',
      status: 'running',
      events: [
        userMessage({ startedAt: 20_000 }),
        ['guardrail_eval', { blocked: true }, { startedAt: 20_000, status: 'blocked' }],
        ['guardrail_eval', { score: 0.5 }, { startedAt: 20_000 }],
        ['llm_call', { model: 'gpt-5-mini', costUsd: 0.2 }, { startedAt: 20_010, isWrapper: true, durationMs: 10_000 }],
        ['llm_call', { model: 'gpt-5-mini', costUsd: 0.2 }, { startedAt: 20_020, durationMs: 80 }],
        ['tool_call', { toolName: 'find' }, { startedAt: 20_050, status: 'pending' }],
        ['state_change', { key: 'embedding' }, { startedAt: 20_100, durationMs: 20, embeddingTokens: 7 }],
      ],
    },
  ]);

  it('are those that one counts by hand', () =>
    expect(measureSession(booking)).toEqual({
      totalLatencyMs: 4_100 + 10_010,
      wallClockMs: 30_010,
      turns: [
        {
          turn: 1,
          traceId: 'sess_1',
          startedAt: sessionStart,
          endedAt: sessionStart + 4_100,
          latencyMs: 4_100,
          llmMs: 1_700 + 900,
          toolMs: 1_100,
          guardrailMs: 60,
          otherMs: 4_100 - 2_600 - 1_100 - 60,
          llmCalls: 2,
          toolCalls: 2,
          complete: true,
        },
        {
          turn: 2,
          traceId: 'sess_2',
          startedAt: sessionStart + 20_000,
          endedAt: sessionStart + 30_010,
          latencyMs: 10_010,
          llmMs: 80,
          toolMs: 0,
          guardrailMs: 0,
          otherMs: 9_930,
          llmCalls: 1,
          toolCalls: 1,
          complete: false,
        },
      ],
      llmCalls: [
        call('sess_1:2', 1, { inputTokens: 812, outputTokens: 96, totalTokens: 908, latencyMs: 1_700, costUsd: 0.1 }),
        call('sess_1:6', 1, { inputTokens: 1_000, outputTokens: 4, totalTokens: 1_004 }),
        call('sess_2:3', 2, { model: 'gpt-5-mini', isWrapper: true }),
        call('sess_2:4', 2, { model: 'gpt-5-mini', costUsd: 0.2 }),
      ],
      tokens: { input: 1_812, output: 100, total: 1_912, embedding: 7, unreportedCalls: 1 },
      costUsd: 0.3,
      toolCallCount: 3,
      toolSuccessCount: 1,
      toolFailureCount: 1,
      toolPendingCount: 1,
      toolSuccessRate: 0.5,
      guardrailEvalCount: 3,
      guardrailBlockCount: 1,
      guardrailBlockRate: 0.5,
      errorCount: 2,
      eventCounts: { llm_call: 4, tool_call: 3, guardrail_eval: 3, state_change: 4, error: 1, response: 1 },
    }));

  it('are zeros and nulls of a session in which nothing happened', () =>
    expect(metricsOf()).toEqual({
      totalLatencyMs: 0,
      wallClockMs: 0,
      turns: [],
      llmCalls: [],
      tokens: { input: 0, output: 0, total: 0, embedding: 0, unreportedCalls: 0 },
      costUsd: null,
      toolCallCount: 0,
      toolSuccessCount: 0,
      toolFailureCount: 0,
      toolPendingCount: 0,
      toolSuccessRate: null,
      guardrailEvalCount: 0,
      guardrailBlockCount: 0,
      guardrailBlockRate: null,
      errorCount: 0,
      eventCounts: {},
    }));

  it('has no rate of calls that are all pending, nor of verdicts that nobody knows', () =>
    expect(metricsOf(['tool_call', {}, { status: 'pending' }], ['guardrail_eval', {}])).toMatchObject({
      toolCallCount: 1,
      toolPendingCount: 1,
      toolSuccessRate: null,
      guardrailEvalCount: 1,
      guardrailBlockRate: null,
    }));

  it('gives rates with four decimals', () =>
    expect(
      metricsOf(['tool_call', { success: true }], ['tool_call', { success: false }], ['tool_call', { success: false }]),
    ).toMatchObject({ toolSuccessRate: 0.3333 }));

  it('lists the first 10,000 model calls and counts all', () => {
    const calls = Array.from({ length: 10_001 }, (): SessionSketch => ['llm_call', { inputTokens: 2 }]);
    const { llmCalls, tokens, turns } = metricsOf(...calls);
    expect([llmCalls.length, tokens.input, turns[0]?.llmCalls]).toEqual([10_000, 20_002, 10_001]);
  });

  it('add up', () =>
    fc.assert(
      fc.property(arbitrarySession, (session) => {
        const metrics = measureSession(session);
        const { turns, llmCalls, tokens } = metrics;
        expect(sum(Object.values(metrics.eventCounts))).toBe(session.events.length);
        expect(metrics.toolSuccessCount + metrics.toolFailureCount + metrics.toolPendingCount).toBe(
          metrics.toolCallCount,
        );
        expect(sum(turns.map(({ toolCalls }) => toolCalls))).toBe(metrics.toolCallCount);
        expect(sum(turns.map(({ latencyMs }) => latencyMs))).toBe(metrics.totalLatencyMs);
        expect(sum(turns.map((turn) => turn.llmCalls))).toBe(llmCalls.filter(({ isWrapper }) => !isWrapper).length);
        expect(sum(llmCalls.map(({ inputTokens }) => inputTokens ?? 0))).toBe(tokens.input);
        for (const { latencyMs, llmMs, toolMs, guardrailMs, otherMs } of turns) {
          for (const part of [llmMs, toolMs, guardrailMs, otherMs]) {
            expect(part).toBeGreaterThanOrEqual(0);
            expect(part).toBeLessThanOrEqual(latencyMs);
          }
          expect(llmMs + toolMs + guardrailMs + otherMs).toBeGreaterThanOrEqual(latencyMs);
        }
      }),
    ));

  it('are finite numbers, whatever was recorded', () =>
    fc.assert(
      fc.property(arbitrarySession, (session) => {
        for (const value of numbersIn(measureSession(session))) expect(value).toBeGreaterThanOrEqual(0);
      }),
    ));
});

const call = (id: string, turn: number, rest: object) => ({
  id,
  traceId: id.split(':')[0],
  turn,
  model: 'gpt-5',
  inputTokens: null,
  outputTokens: null,
  totalTokens: null,
  latencyMs: null,
  costUsd: null,
  isWrapper: false,
  ...rest,
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const numbersIn = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};
