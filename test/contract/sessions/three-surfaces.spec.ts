import type { JsonObject } from '@debrief/kernel';
import { sentBatch, sentRequest } from '../../factories/http-request';
import { exportOf, sentSpan, textAttribute } from '../../factories/otlp-export';
import { type SessionsSuite, type Told, useSessions } from './sessions-suite';

/**
 * One conversation, told over three surfaces: a user asks at 0 s; a model answers from 0.1 to 1.8 s; a tool fails on the same arguments from
 * 2 to 3, 4 to 5 and 6 to 7 s; a guardrail passes; the answer comes at 8 s.
 */
const start = Date.UTC(2026, 4, 4, 10);
const calls = [2_000, 4_000, 6_000];
const failure = '409 room taken';

const native: readonly Told[] = [
  { type: 'user_message', ms: 0, payload: { content: 'Book room 4' } },
  {
    type: 'llm_call',
    ms: 100,
    payload: { model: 'in-house', input_tokens: 812, output_tokens: 96, latency_ms: 1_700, cost_usd: 0.0023 },
  },
  ...calls.flatMap((ms, index) => [
    {
      type: 'tool_call',
      ms,
      payload: { tool_name: 'book_room', call_id: `c${index}`, arguments: { room: 4, day: 1 } },
    },
    { type: 'tool_result', ms: ms + 1_000, payload: { call_id: `c${index}`, error: failure } },
  ]),
  { type: 'state_change', ms: 7_000, payload: { name: 'guardrail.pii', after: { passed: true } } },
  { type: 'agent_message', ms: 8_000, payload: { content: 'The room is taken' } },
].map(({ ms, ...event }) => ({ ...event, timestamp: new Date(start + ms).toISOString() }) as Told);

/** What a span is named and says, when it was (ms), and whether it failed. */
interface Line {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly says: Readonly<Record<string, unknown>>;
  readonly failed?: boolean;
}

const asSpans = (traceId: string, lines: readonly Line[]): JsonObject[] =>
  lines.map(({ name, from, to, says, failed }, index) =>
    sentSpan({
      traceId,
      spanId: `${index + 1}`.padStart(16, '0'),
      parentSpanId: index === 0 ? '' : '1'.padStart(16, '0'),
      name,
      startTimeUnixNano: `${start + from}000000`,
      endTimeUnixNano: `${start + to}000000`,
      attributes: Object.entries(says).map(([key, value]) =>
        textAttribute(key, typeof value === 'string' ? value : JSON.stringify(value)),
      ),
      ...(failed ? { status: { code: 2, message: failure } } : {}),
    }),
  );

const said = (role: string, content: string): unknown => [{ role, parts: [{ type: 'text', content }] }];

const genAi: readonly Line[] = [
  {
    ...{ name: 'invoke_agent booker', from: 0, to: 8_000 },
    says: {
      'gen_ai.operation.name': 'invoke_agent',
      'session.id': 'conv',
      'gen_ai.input.messages': said('user', 'Book room 4'),
      'gen_ai.output.messages': said('assistant', 'The room is taken'),
    },
  },
  {
    ...{ name: 'chat in-house', from: 100, to: 1_800 },
    says: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'in-house',
      'gen_ai.usage.input_tokens': '812',
      'gen_ai.usage.output_tokens': '96',
      'gen_ai.usage.cost': '0.0023',
    },
  },
  ...calls.map((from) => ({
    ...{ name: 'execute_tool book_room', from, to: from + 1_000, failed: true },
    says: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'book_room',
      'gen_ai.tool.call.arguments': { room: 4, day: 1 },
    },
  })),
  {
    ...{ name: 'pii', from: 7_000, to: 7_000 },
    says: { 'openinference.span.kind': 'GUARDRAIL', 'output.value': { passed: true } },
  },
];

const langfuse: readonly Line[] = [
  {
    ...{ name: 'booker', from: 0, to: 8_000 },
    says: {
      'langfuse.observation.type': 'agent',
      'langfuse.session.id': 'conv',
      'langfuse.observation.input': [{ role: 'user', content: 'Book room 4' }],
      'langfuse.observation.output': { role: 'assistant', content: 'The room is taken' },
    },
  },
  {
    ...{ name: 'answer', from: 100, to: 1_800 },
    says: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'in-house',
      'langfuse.observation.usage_details': { input: 812, output: 96, total: 908 },
      'langfuse.observation.cost_details': { total: 0.0023 },
    },
  },
  ...calls.map((from) => ({
    ...{ name: 'book_room', from, to: from + 1_000, failed: true },
    says: { 'langfuse.observation.type': 'tool', 'langfuse.observation.input': { room: 4, day: 1 } },
  })),
  {
    ...{ name: 'pii', from: 7_000, to: 7_000 },
    says: { 'langfuse.observation.type': 'guardrail', 'langfuse.observation.output': { passed: true } },
  },
];

/** Tells the conversation over a surface. @returns the run's id */
type Telling = (suite: SessionsSuite) => Promise<string>;

const exported =
  (path: string, lines: readonly Line[]): Telling =>
  async ({ api, own }) => {
    const traceId = '1'.repeat(32);
    const { status, body } = await api.call(own.secretKey, 'POST', path, exportOf(...asSpans(traceId, lines)));
    expect([status, body]).toEqual([200, {}]);
    return traceId;
  };

const surfaces: readonly (readonly [string, Telling])[] = [
  ['natively', (suite) => suite.record(native, { session: 'conv' })],
  ['as spans of the GenAI conventions', exported('/otel/default/v1/traces', genAi)],
  ["as Langfuse's SDKs do", exported('/api/public/otel/v1/traces', langfuse)],
];

describe('one session, whichever way it came', () => {
  const suite = useSessions();

  it.each(surfaces)('measures the same when told %s', async (_name, tell) => {
    const traceId = await tell(suite);
    expect((await suite.get('/conv/metrics')).body.metrics).toMatchObject({
      totalLatencyMs: 8_000,
      wallClockMs: 8_000,
      turns: [{ traceId, latencyMs: 8_000, llmMs: 1_700, toolMs: 3_000, otherMs: 3_300, llmCalls: 1, toolCalls: 3 }],
      llmCalls: [{ model: 'in-house', inputTokens: 812, outputTokens: 96, totalTokens: 908, latencyMs: 1_700 }],
      tokens: { input: 812, output: 96, total: 908, embedding: 0, unreportedCalls: 0 },
      costUsd: 0.0023,
      toolCallCount: 3,
      toolSuccessCount: 0,
      toolFailureCount: 3,
      toolSuccessRate: 0,
      guardrailEvalCount: 1,
      guardrailBlockRate: 0,
      errorCount: 3,
    });
  });

  it.each(surfaces)('finds the same when told %s, with the requests that failed beside it', async (_name, tell) => {
    const traceId = await tell(suite);
    const request = { traceId, host: 'rooms.example.com', path: '/v1/bookings', statusCode: 503 };
    const requests = [0, 1, 2].map((second) =>
      sentRequest({ ...request, timestamp: new Date(start + second * 1_000).toISOString() }),
    );
    const batch = sentBatch(
      suite.own.projectId,
      ...requests,
      sentRequest({ traceId: 'of another run', statusCode: 500 }),
    );
    const { status } = await suite.api.call(suite.own.secretKey, 'POST', '/ingest/v1/http-requests', batch);
    expect(status).toBe(202);
    const { body } = await suite.get('/conv/analysis');
    const { errorPatterns, decisionAnomalies, suggestions } = body.analysis as Record<string, readonly JsonObject[]>;
    expect(errorPatterns).toMatchObject([
      { rule: 'http_failures', severity: 'critical', type: 'http_request', name: 'rooms.example.com', count: 3 },
      { rule: 'retry_storm', severity: 'critical', name: 'book_room', message: 'N room taken', count: 3 },
      { rule: 'repeated_error', severity: 'warning', name: 'book_room', message: 'N room taken', count: 3 },
    ]);
    expect(decisionAnomalies).toMatchObject([{ rule: 'repeated_call', name: 'book_room', count: 3 }]);
    expect(suggestions!.map(({ code }) => code)).toEqual(['fix_tool', 'stop_retrying', 'add_loop_guard']);
  });
});
