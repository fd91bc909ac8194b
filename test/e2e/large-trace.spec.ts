import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '@debrief/kernel';
import { NativeClient } from '../factories/native-client';
import { exportOf, sentSpan, textAttribute, toProtobuf } from '../factories/otlp-export';
import { newTraceId, spanId } from '../factories/span-export';
import { mintTenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';
import { canMeasureMemory, peakMemoryMiB } from '../setup/process-memory';

const spans = 50_000;
/** What a Collector sends at a time. */
const spansAtOnce = 8_192;
/**
 * The goals (P8) are 300 and 512. The api has been seen at 273 to 300, by when the collector came to the garbage of a request; what is above
 * is room for a busy machine.
 */
const limitsMiB = { api: 400, worker: 512 };
const deadlineMs = 120_000;

describe('a run of 50,000 spans', () => {
  let instance: Instance;
  let client: NativeClient;
  let analyst: NativeClient;

  beforeAll(async () => {
    instance = await startInstance({ worker: true, env: { TRACE_SETTLE_SECONDS: '1' } });
    const tenant = await mintTenant(instance);
    client = new NativeClient(instance.url, tenant.apiKey);
    analyst = new NativeClient(instance.url, tenant.owner.token);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const traceId = newTraceId();
  const prompt = 'The customer asks where the order is. '.repeat(30);
  /** A root, steps below it, and a model call below each step. */
  const span = (n: number): JsonObject => ({
    ...sentSpan({ traceId, spanId: spanId(n + 1), name: n % 2 === 1 ? 'step' : 'chat' }),
    startTimeUnixNano: `${1_764_112_345_000_000_000n + BigInt(n) * 10_000n}`,
    ...(n > 0 && { parentSpanId: spanId(n % 2 === 1 ? 1 : n) }),
    attributes:
      n > 0 && n % 2 === 0
        ? [
            textAttribute('gen_ai.operation.name', 'chat'),
            textAttribute('gen_ai.request.model', 'm'),
            textAttribute('input.value', prompt),
            textAttribute('output.value', `Order ${n} is under way.`),
            { key: 'gen_ai.usage.input_tokens', value: { intValue: '10' } },
          ]
        : [],
  });
  const tokens = 10 * Math.floor((spans - 1) / 2);
  const readTokens = async (): Promise<unknown> =>
    (await client.get<{ trace: { input_tokens: unknown } }>(`/api/traces/${traceId}`)).body.trace.input_tokens;

  const expectBoundedMemory = (what: string): void => {
    if (!canMeasureMemory) return;
    const peaks = {
      api: peakMemoryMiB(instance.apis[0]?.pid ?? 0),
      worker: peakMemoryMiB(instance.worker?.pid ?? 0),
    };
    console.info(`${spans} spans ${what}: ${JSON.stringify(peaks)} MiB at most`);
    expect(peaks.api).toBeLessThanOrEqual(limitsMiB.api);
    expect(peaks.worker).toBeLessThanOrEqual(limitsMiB.worker);
  };

  it('is taken in within bounded memory, and counted and analysed when it has settled', async () => {
    const slowest = { ms: 0 };
    for (let to = spans; to > 0; to -= spansAtOnce) {
      const page = Array.from({ length: Math.min(spansAtOnce, to) }, (_, index) => span(to - 1 - index));
      const body = toProtobuf(exportOf(...page));
      const startedAt = performance.now();
      const type = { 'content-type': 'application/x-protobuf' };
      expect((await client.post('/otel/default/v1/traces', body, type)).status).toBe(200);
      slowest.ms = Math.max(slowest.ms, performance.now() - startedAt);
    }
    for (const deadline = Date.now() + deadlineMs; (await readTokens()) !== tokens; await delay(200))
      if (Date.now() > deadline) throw new Error(`${String(await readTokens())} tokens are counted, not ${tokens}`);
    for (const deadline = Date.now() + deadlineMs; ; await delay(200)) {
      const { body } = await analyst.get<{ analysis: object | null }>(`/api/traces/${traceId}/analysis`);
      if (body.analysis) break;
      if (Date.now() > deadline) throw new Error('it is not analysed');
    }
    expectBoundedMemory(`written, ${Math.round(slowest.ms)} ms a request at most`);
  }, 300_000);

  it('is read within the same memory: the beginning of its tree, and what was said in it', async () => {
    const trace = `/api/v1/project/default/otel/traces/${traceId}`;
    const tree = await client.get<{ spans: { span_id: string; parent_span_id: string | null }[] }>(trace);
    expect(tree.status).toBe(200);
    expect(tree.body).toMatchObject({ span_count: spans, spans_truncated: true });
    // Each step is followed by its model call.
    expect(tree.body.spans.map(({ span_id }) => span_id)).toEqual(
      Array.from({ length: 10_000 }, (_, place) => spanId(place + 1)),
    );
    // What was said is read up to so many bytes: from the beginning, too.
    const said = await client.get<{ messages: { content: { text: string } }[] }>(`${trace}/messages`);
    expect(said.status).toBe(200);
    const answers = said.body.messages.map(({ content }) => content.text).filter((text) => text !== prompt);
    expect(answers.length).toBeGreaterThan(1_000);
    expect(answers).toEqual(answers.map((_, call) => `Order ${2 * call + 2} is under way.`));
    expectBoundedMemory('read');
  }, 300_000);
});
