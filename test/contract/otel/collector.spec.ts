import { setTimeout as delay } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { JsonObject } from '@debrief/kernel';
import { findFreePort } from '../../../apps/local/src/free-port';
import { NativeClient } from '../../factories/native-client';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { Collector, provideCollector } from '../../setup/otel-collector';
import { Door } from './collector/door';

const provided = provideCollector();
if ('skipped' in provided) console.warn(`The tests with an OpenTelemetry Collector are skipped: ${provided.skipped}.`);

/** More than a Collector sends at a time: 8,192. */
const spansOfRun = 10_000;
/** A log record below each tenth. */
const logsOf = (spans: number): number => Math.floor((spans - 1) / 10);
const arrivesWithinMs = 60_000;

('skipped' in provided ? describe.skip : describe)('an OpenTelemetry Collector', () => {
  let instance: Instance;
  let grpcPort: number;
  let tenant: Tenant;
  let client: NativeClient;

  beforeAll(async () => {
    grpcPort = await findFreePort();
    instance = await startInstance({ env: { OTLP_GRPC_PORT: String(grpcPort) } });
  }, startTimeoutMs);
  beforeEach(async () => {
    tenant = await mintTenant(instance);
    client = new NativeClient(instance.url, tenant.apiKey);
  });
  afterAll(() => instance?.stop());

  /** One that receives over HTTP on a port of its own and sends everything on through one exporter. */
  const collectInto = async (exporter: JsonObject): Promise<{ collector: Collector; url: string }> => {
    const port = await findFreePort();
    const [name] = Object.keys(exporter);
    const pipeline = { receivers: ['otlp'], processors: ['batch'], exporters: [name ?? ''] };
    const config = {
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
      processors: { batch: {} },
      exporters: exporter,
      service: { pipelines: { traces: pipeline, logs: pipeline, metrics: pipeline } },
    };
    const program = 'program' in provided ? provided.program : '';
    return { collector: await Collector.start(program, config, port), url: `http://127.0.0.1:${port}` };
  };
  const headers = () => ({ authorization: `Bearer ${tenant.apiKey}` });
  const exporters: Readonly<Record<string, () => JsonObject>> = {
    'HTTP, as it is when only address and key are set': () => ({
      otlphttp: { endpoint: `${instance.url}/otel/default`, headers: headers() },
    }),
    'HTTP in JSON': () => ({
      otlphttp: { endpoint: `${instance.url}/otel/default`, headers: headers(), encoding: 'json', compression: 'zstd' },
    }),
    gRPC: () => ({ otlp: { endpoint: `127.0.0.1:${grpcPort}`, headers: headers(), tls: { insecure: true } } }),
  };

  /** A run of so many spans, with a log record below each tenth, and how many there were as a metric. @returns the trace's id */
  const record = async (url: string, spans: number): Promise<string> => {
    const traces = new TracerProvider({
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: new OTLPTraceExporter({ url: `${url}/v1/traces` }),
          maxQueueSize: spans,
          maxExportBatchSize: 2_048,
        }),
      ],
    });
    const logs = new LoggerProvider({
      processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${url}/v1/logs` }) })],
    });
    const exporter = new OTLPMetricExporter({ url: `${url}/v1/metrics` });
    const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
    const calls = meters.getMeter('agent').createCounter('agent.calls', { unit: '{call}' });
    const tracer = traces.getTracer('agent');
    const root = tracer.startSpan('invoke_agent collector', { attributes: { 'session.id': 's-collected' } });
    const below = trace.setSpan(context.active(), root);
    for (let n = 1; n < spans; n += 1) {
      const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 10 };
      const span = tracer.startSpan(`chat ${n}`, { attributes }, below);
      calls.add(1, { model: 'm' });
      if (n % 10 === 0)
        logs.getLogger('agent').emit({
          severityNumber: 9,
          body: `call ${n}`,
          context: trace.setSpan(below, span),
        });
      span.end();
    }
    root.end();
    await Promise.all([traces.shutdown(), logs.shutdown(), meters.shutdown()]);
    return root.spanContext().traceId;
  };

  const read = async <T>(path: string): Promise<T> => {
    const { status, body } = await client.get<T>(`/api/v1/project/default/otel${path}`);
    if (status !== 200) throw new Error(`reading ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const count = async (path: string): Promise<number> =>
    (await read<{ meta: { total_items: number } }>(`${path}${path.includes('?') ? '&' : '?'}limit=1`)).meta.total_items;
  /** A collector that ends gives up what it would have sent again: so it may end only when everything is there. */
  const awaitRun = async (id: string, spans: number, { log }: Collector): Promise<void> => {
    const isThere = async () =>
      (await client.get(`/api/v1/project/default/otel/traces/${id}`)).status === 200 &&
      (await count(`/spans?trace_id=${id}`)) >= spans &&
      (await count(`/traces/${id}/logs`)) >= logsOf(spans) &&
      (await count('/metrics')) > 0;
    for (const deadline = Date.now() + arrivesWithinMs; !(await isThere()); await delay(100))
      if (Date.now() > deadline) throw new Error(`not everything arrives:\n${log}`);
  };
  /** All of it, each once. */
  const expectRun = async (id: string, spans: number): Promise<void> => {
    const total = 10 * (spans - 1);
    expect(await read(`/traces/${id}`)).toMatchObject({
      session_id: 's-collected',
      span_count: spans,
      input_tokens: total,
    });
    expect(await count(`/spans?trace_id=${id}`)).toBe(spans);
    const logs = await read<{ meta: object; data: { body: string }[] }>(`/traces/${id}/logs?limit=500`);
    expect(logs.meta).toMatchObject({ total_items: logsOf(spans) });
    expect(new Set(logs.data.map(({ body }) => body)).size).toBe(logs.data.length);
    const metrics = await read<{ data: object[] }>('/metrics?metric_name=agent.calls');
    expect(metrics.data).toMatchObject([{ metric_type: 'sum', value: spans - 1, attributes: { model: 'm' } }]);
    await withAdmin(instance.database.adminUrl, async (admin) => {
      expect(await findContradictions(admin, tenant.workspaceId)).toEqual([]);
    });
  };

  it.each(Object.keys(exporters))(
    'hands on traces, logs and metrics whole over %s',
    async (name) => {
      const { collector, url } = await collectInto(exporters[name]!());
      try {
        const id = await record(url, spansOfRun);
        await awaitRun(id, spansOfRun, collector);
        await collector.stop();
        expect(collector.log).not.toContain('Dropping data');
        await expectRun(id, spansOfRun);
      } finally {
        await collector.stop();
      }
    },
    120_000,
  );

  const impatient = { retry_on_failure: { initial_interval: '100ms', max_interval: '500ms' } };

  it('sends again what was turned away or whose answer was lost, and nothing counts twice', async () => {
    const door = new Door(instance.url);
    const address = await door.open();
    const exporter = { otlphttp: { endpoint: `${address}/otel/default`, headers: headers(), ...impatient } };
    const { collector, url } = await collectInto(exporter);
    const refused = [
      { status: 429, retryAfter: 1 },
      { status: 503, retryAfter: 1 },
    ];
    door.fates = ['lost', ...refused, 'lost', 'lost', ...refused, 'lost'];
    try {
      const id = await record(url, 2_000);
      await awaitRun(id, 2_000, collector);
      await collector.stop();
      await expectRun(id, 2_000);
      expect(door.fates).toEqual([]);
    } finally {
      await collector.stop();
      await door.close();
    }
  }, 120_000);

  it('keeps what comes while the product is down', async () => {
    const exporter = { otlphttp: { endpoint: `${instance.url}/otel/default`, headers: headers(), ...impatient } };
    const { collector, url } = await collectInto(exporter);
    const [api] = instance.apis;
    try {
      await api!.kill();
      const id = await record(url, 2_000);
      await api!.start();
      await awaitRun(id, 2_000, collector);
      await collector.stop();
      expect(collector.log).toContain('Exporting failed. Will retry the request after interval.');
      await expectRun(id, 2_000);
    } finally {
      await collector.stop();
    }
  }, 120_000);
});
