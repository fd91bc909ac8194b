import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { context, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { findFreePort } from '../../../apps/local/src/free-port';
import { NativeClient } from '../../factories/native-client';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { provideOtlpExporter } from './otlp-python';

const records = 600;

describe('a stock exporter of logs and metrics', () => {
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

  const list = async (path: string): Promise<{ data: Record<string, unknown>[]; meta: Record<string, unknown> }> => {
    const { status, body } = await client.get<Awaited<ReturnType<typeof list>>>(`/api/v1/project/default/otel${path}`);
    if (status !== 200) throw new Error(`reading ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };

  const expectLogs = async (traceId: string): Promise<void> => {
    const { data, meta } = await list(`/traces/${traceId}/logs?limit=500`);
    expect(meta).toMatchObject({ total_items: records + 1 });
    const [span] = (await list(`/traces/${traceId}/spans`)).data;
    const record = data.find(({ body }) => body === 'record 599') ?? data.find(({ body }) => body === 'record 0');
    expect(record).toMatchObject({
      trace_id: traceId,
      span_id: span?.['span_id'],
      severity_number: 13,
      severity_text: 'WARN',
      service_name: 'signals',
      scope_name: 'agent',
      event_name: null,
    });
    const [event] = (await list(`/logs?event_name=agent.handoff`)).data;
    expect(event).toMatchObject({ trace_id: traceId, body: { to: 'billing', zwölf: ['☕', 12] } });
  };
  const expectMetrics = async (): Promise<void> => {
    const { data } = await list('/metrics');
    expect(new Map(data.map((point) => [point['metric_name'], point]))).toEqual(
      new Map([
        [
          'calls',
          expect.objectContaining({
            metric_type: 'sum',
            unit: '{call}',
            description: 'Calls of models.',
            attributes: { model: 'm' },
            value: 5,
            is_monotonic: true,
            temporality: 'cumulative',
            service_name: 'signals',
          }),
        ],
        ['open_runs', expect.objectContaining({ metric_type: 'sum', value: 3, is_monotonic: false })],
        ['queue', expect.objectContaining({ metric_type: 'gauge', value: 7 })],
        [
          'duration',
          expect.objectContaining({
            metric_type: 'histogram',
            unit: 's',
            count: 3,
            sum: 4,
            min: 0.25,
            max: 3,
            explicit_bounds: [0.5, 1, 2],
            bucket_counts: [1, 1, 0, 1],
          }),
        ],
      ]),
    );
  };

  /** What `export_signals.py` does. @returns the trace's id */
  const record = async (): Promise<string> => {
    const to = (signal: string) => ({
      url: `${instance.url}/otel/default/v1/${signal}`,
      headers: { authorization: `Bearer ${tenant.apiKey}` },
    });
    const resource = resourceFromAttributes({ 'service.name': 'signals' });
    const traces = new TracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(to('traces')) })],
    });
    const logs = new LoggerProvider({
      resource,
      processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(to('logs')) })],
    });
    const meters = new MeterProvider({
      resource,
      readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(to('metrics')) })],
      views: [
        {
          instrumentName: 'duration',
          aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [0.5, 1, 2] } },
        },
      ],
    });
    const meter = meters.getMeter('agent', '1.0.0');
    const calls = meter.createCounter('calls', { unit: '{call}', description: 'Calls of models.' });
    const openRuns = meter.createUpDownCounter('open_runs');
    const duration = meter.createHistogram('duration', { unit: 's' });
    meter.createObservableGauge('queue').addCallback((result) => result.observe(7));
    calls.add(2, { model: 'm' });
    calls.add(3, { model: 'm' });
    openRuns.add(4);
    openRuns.add(-1);
    for (const seconds of [0.25, 0.75, 3]) duration.record(seconds);

    const span = traces.getTracer('agent').startSpan('chat m');
    const within = trace.setSpan(context.active(), span);
    const logger = logs.getLogger('agent', '1.0.0');
    for (let n = 0; n < records; n += 1)
      logger.emit({
        severityNumber: 13,
        severityText: 'WARN',
        body: `record ${n}`,
        attributes: { n },
        context: within,
      });
    logger.emit({ eventName: 'agent.handoff', body: { to: 'billing', zwölf: ['☕', 12] }, context: within });
    span.end();
    await Promise.all([traces.shutdown(), logs.shutdown(), meters.shutdown()]);
    return span.spanContext().traceId;
  };

  it('of JavaScript records them whole', async () => {
    await expectLogs(await record());
    await expectMetrics();
  });

  describe.each(['http', 'grpc'] as const)('of Python over %s', (protocol) => {
    const python = provideOtlpExporter(protocol);
    if ('skipped' in python) console.warn(`The Python exporter's test is skipped: ${python.skipped}.`);
    ('skipped' in python ? it.skip : it)('records them whole, given only address and key', async () => {
      const { stdout } = await promisify(execFile)(
        'python' in python ? python.python : '',
        [join(__dirname, 'export_signals.py'), protocol],
        {
          env: {
            PATH: process.env.PATH,
            OTEL_EXPORTER_OTLP_ENDPOINT:
              protocol === 'http' ? `${instance.url}/otel/default` : `http://127.0.0.1:${grpcPort}`,
            OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${tenant.apiKey}`,
          },
        },
      );
      await expectLogs(stdout.trim());
      await expectMetrics();
    });
  });
});
