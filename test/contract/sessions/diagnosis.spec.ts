import { type Told, useSessions } from './sessions-suite';

interface Found {
  readonly rule: string;
  readonly eventIds: readonly string[];
}

/** An analysis as far as the tests look into it. */
interface Analysis {
  readonly summary: Record<string, number>;
  readonly slowSpans: readonly Found[];
  readonly errorPatterns: readonly Found[];
  readonly decisionAnomalies: readonly Found[];
  readonly suggestions: readonly object[];
  readonly detections: readonly { readonly label: string }[];
  readonly thresholds: Record<string, number>;
}

const start = Date.UTC(2026, 4, 4, 10);
const at = (ms: number): string => new Date(start + ms).toISOString();

/** A user asks; a model asks a tool, which fails three times on the same arguments, and answers. */
const told: readonly Told[] = [
  { type: 'user_message', timestamp: at(0), payload: { content: 'Book room 4' } },
  {
    type: 'llm_call',
    timestamp: at(100),
    payload: { model: 'in-house', input_tokens: 812, output_tokens: 96, latency_ms: 1_700, cost_usd: 0.0023 },
  },
  ...[2_000, 4_000, 6_000].flatMap((ms, index): Told[] => [
    {
      type: 'tool_call',
      timestamp: at(ms),
      payload: {
        tool_name: 'book_room',
        call_id: `c${index}`,
        arguments: index === 1 ? { day: 1, room: 4 } : { room: 4, day: 1 },
      },
    },
    { type: 'tool_result', timestamp: at(ms + 1_000), payload: { call_id: `c${index}`, error: '409 room taken' } },
  ]),
  { type: 'state_change', timestamp: at(7_000), payload: { name: 'guardrail.pii', after: { passed: true } } },
  { type: 'agent_message', timestamp: at(8_000), payload: { content: 'The room is taken' } },
];

describe('GET …/sessions/{id}/metrics', () => {
  const suite = useSessions();

  it('measures the session turn by turn', async () => {
    await suite.record(told, { id: 'sess_1', session: 'conv_1' });
    const { status, body, headers } = await suite.get('/conv_1/metrics');
    expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect(body).toMatchObject({
      success: true,
      sessionId: 'conv_1',
      metrics: {
        totalLatencyMs: 8_000,
        wallClockMs: 8_000,
        turns: [
          {
            turn: 1,
            traceId: 'sess_1',
            startedAt: at(0),
            endedAt: at(8_000),
            latencyMs: 8_000,
            llmMs: 1_700,
            toolMs: 3_000,
            guardrailMs: 0,
            otherMs: 3_300,
            llmCalls: 1,
            toolCalls: 3,
            complete: true,
          },
        ],
        llmCalls: [
          { traceId: 'sess_1', turn: 1, model: 'in-house', inputTokens: 812, totalTokens: 908, costUsd: 0.0023 },
        ],
        tokens: { input: 812, output: 96, total: 908, embedding: 0, unreportedCalls: 0 },
        costUsd: 0.0023,
        toolCallCount: 3,
        toolSuccessCount: 0,
        toolFailureCount: 3,
        toolPendingCount: 0,
        toolSuccessRate: 0,
        guardrailEvalCount: 1,
        guardrailBlockRate: 0,
        errorCount: 3,
        eventCounts: { llm_call: 1, tool_call: 3, tool_result: 3, guardrail_eval: 1, state_change: 1, response: 1 },
      },
    });
  });

  it('is not moved by events that are sent again', async () => {
    await suite.record(told, { id: 'sess_1', session: 'conv_1' });
    const before = await suite.get('/conv_1/metrics');
    await suite.record(told, { id: 'sess_1', session: 'conv_1' });
    expect((await suite.get('/conv_1/metrics')).body).toEqual(before.body);
  });

  it('measures one trace alone, and knows which belong to the session', async () => {
    await suite.record(told, { id: 'sess_1', session: 'conv_1' });
    await suite.record(told.slice(0, 2), { id: 'sess_2', session: 'conv_1' });
    await suite.record(told, { id: 'elsewhere' });
    const both = await suite.get('/conv_1/metrics');
    expect(both.body.metrics).toMatchObject({ turns: [{ traceId: 'sess_1' }, { traceId: 'sess_2' }] });
    const one = await suite.get('/conv_1/metrics?traceId=sess_2');
    expect(one.body.metrics).toMatchObject({ toolCallCount: 0, turns: [{ turn: 1, complete: false }] });
    expect((await suite.get('/conv_1/metrics?traceId=elsewhere')).status).toBe(404);
    expect((await suite.get('/nobody/metrics')).body).toMatchObject({ success: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('GET …/sessions/{id}/analysis', () => {
  const suite = useSessions();
  const analysisOf = async (session: string): Promise<Analysis> =>
    (await suite.get(`${session}/analysis`)).body.analysis as Analysis;

  it('finds what went wrong, and says what could be done', async () => {
    await suite.record(told, { id: 'sess_1', session: 'conv_1' });
    const analysis = await analysisOf('/conv_1');
    const rulesOf = (list: readonly { rule: string }[]): string[] => list.map(({ rule }) => rule);
    expect(analysis).toMatchObject({ rules: '2026-11', eventCount: 10, detections: [], incidentIds: [] });
    expect(rulesOf(analysis.errorPatterns)).toEqual(['retry_storm', 'repeated_error']);
    expect(analysis.errorPatterns[1]).toMatchObject({ name: 'book_room', message: 'N room taken', count: 3, rate: 1 });
    expect(rulesOf(analysis.decisionAnomalies)).toEqual(['repeated_call']);
    expect(analysis.suggestions).toMatchObject([
      { code: 'stop_retrying', priority: 1, basedOn: ['errorPatterns[0]'] },
      { code: 'add_loop_guard', priority: 2, basedOn: ['decisionAnomalies[0]'] },
    ]);
    expect(analysis.summary).toEqual({ slowSpans: 0, errorPatterns: 2, decisionAnomalies: 1, suggestions: 2 });
    const listed = await suite.events('/conv_1/traces');
    const ids = new Set(listed.map(({ id }) => id));
    for (const { eventIds } of analysis.errorPatterns) for (const id of eventIds) expect(ids).toContain(id);
  });

  it('gives the same answer each time', async () => {
    await suite.record(told, { session: 'conv_1' });
    expect((await suite.get('/conv_1/analysis')).body).toEqual((await suite.get('/conv_1/analysis')).body);
  });

  it('goes by the limits that the project sets', async () => {
    await suite.record(told, { session: 'conv_1' });
    const settings = { session_thresholds: { 'slow_absolute.llm_call_ms': 1_000, 'retry_storm.failures': 4 } };
    await suite.services.projects.update(suite.own.scope, suite.own.projectId, { settings });
    const analysis = await analysisOf('/conv_1');
    expect(analysis.thresholds).toMatchObject({ ...settings.session_thresholds, 'repeated_call.calls': 3 });
    expect(analysis.slowSpans).toMatchObject([{ type: 'llm_call', durationMs: 1_700, thresholdMs: 1_000 }]);
    expect(analysis.summary).toMatchObject({ errorPatterns: 1 });
  });

  it('shows the detections that are stored of its runs', async () => {
    const id = await suite.record(told, { session: 'conv_1' });
    const owner = await suite.api.tokenOf(suite.own.userId, suite.own.email);
    const { body } = await suite.api.call(owner, 'POST', `/api/traces/${id}/analyze`);
    const labels = (body.analysis as Analysis).detections.map(({ label }) => label);
    expect(labels.length).toBeGreaterThan(0);
    const { detections } = await analysisOf('/conv_1');
    expect(detections.map(({ label }) => label)).toEqual(labels);
    expect(detections[0]).toMatchObject({
      traceId: id,
      severity: expect.any(String),
      criticalStepSeq: expect.any(Number),
    });
  });
});
