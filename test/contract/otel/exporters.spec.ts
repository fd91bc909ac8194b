import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { NativeClient } from '../../factories/native-client';
import { withAdmin } from '../../factories/record-check';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { findFreePort } from '../../../apps/local/src/free-port';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { type OtlpProtocol, provideOtlpExporter } from './otlp-python';

interface ReadSpan {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly span_name: string;
  readonly [field: string]: unknown;
}

interface ReadTrace {
  readonly spans: readonly ReadSpan[];
  readonly [field: string]: unknown;
}

type RecordedSpan = Pick<ReadSpan, 'span_id' | 'parent_span_id' | 'span_name'>;

describe('a stock exporter', () => {
  let instance: Instance;
  let tenant: Tenant;
  let reader: NativeClient;

  let grpcPort: number;

  beforeAll(async () => {
    grpcPort = await findFreePort();
    instance = await startInstance({ env: { OTLP_GRPC_PORT: String(grpcPort) } });
    tenant = await mintTenant(instance);
    reader = new NativeClient(instance.url, tenant.apiKey);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const readTrace = async (id: string): Promise<ReadTrace> => {
    const path = `/api/v1/project/default/otel/traces/${id}`;
    const { status, body } = await reader.get<ReadTrace>(path);
    if (status !== 200) throw new Error(`reading ${id}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  /** As it is stored: the span, its resource and its scope. */
  const readRaw = (spanId: string): Promise<Record<string, unknown> | undefined> =>
    withAdmin(instance.database.adminUrl, async (client) => {
      const source = (kind: string) =>
        `(select o.value from debrief.otel_source o where o.id = (e.raw ->> '${kind}')::uuid) as ${kind}`;
      const { rows } = await client.query<Record<string, unknown>>(
        `select e.raw, ${source('resource')}, ${source('scope')} from debrief.event e where e.span_id = $1`,
        [spanId],
      );
      return rows[0];
    });
  const placeOf = ({ span_id, parent_span_id, span_name }: RecordedSpan) => ({ span_id, parent_span_id, span_name });
  const expectTrace = async (id: string, recorded: readonly RecordedSpan[], session: string): Promise<ReadTrace> => {
    const read = await readTrace(id);
    expect(read.spans.map(placeOf)).toEqual(recorded.map(placeOf));
    const calls = recorded.length - 1;
    expect(read).toMatchObject({ session_id: session, span_count: recorded.length, input_tokens: 10 * calls });
    return read;
  };

  /** A run of an agent that calls a model so many times. */
  const record = async (exporter: SpanExporter, calls: number): Promise<{ id: string; spans: RecordedSpan[] }> => {
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'node-agent' }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    const tracer = provider.getTracer('agent', '1.0.0');
    const root = tracer.startSpan('invoke_agent booker', { attributes: { 'session.id': 's-node', 'user.id': 'u-1' } });
    const rootId = root.spanContext().spanId;
    const spans: RecordedSpan[] = [{ span_id: rootId, parent_span_id: null, span_name: 'invoke_agent booker' }];
    for (let call = 0; call < calls; call += 1) {
      const name = `chat ${call}`;
      const attributes = {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'example-model',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 2,
      };
      const span = tracer.startSpan(name, { attributes }, trace.setSpan(context.active(), root));
      span.addEvent('note', { call });
      span.end();
      spans.push({ span_id: span.spanContext().spanId, parent_span_id: rootId, span_name: name });
    }
    root.end();
    await provider.shutdown();
    return { id: root.spanContext().traceId, spans };
  };

  const options = () => ({
    url: `${instance.url}/otel/default/v1/traces`,
    headers: { authorization: `Bearer ${tenant.apiKey}` },
  });

  it.each<[string, () => SpanExporter]>([
    ['in protobuf', () => new ProtobufExporter(options())],
    ['in JSON', () => new JsonExporter(options())],
  ])('of JavaScript records a run %s, in more than one request, whole', async (_name, exporter) => {
    const { id, spans } = await record(exporter(), 700);
    const read = await expectTrace(id, spans, 's-node');
    expect(read.spans[1]).toMatchObject({ observation_type: 'generation', model: 'example-model' });
    expect(await readRaw(spans[1]!.span_id)).toMatchObject({
      raw: { events: [{ name: 'note', attributes: { call: 0 } }] },
      resource: { attributes: { 'service.name': 'node-agent' } },
      scope: { name: 'agent', version: '1.0.0' },
    });
  });

  const endpoints: Readonly<Record<OtlpProtocol, () => string>> = {
    http: () => `${instance.url}/otel/default`,
    grpc: () => `http://127.0.0.1:${grpcPort}`,
  };
  describe.each(['http', 'grpc'] as const)('of Python over %s', (protocol) => {
    const python = provideOtlpExporter(protocol);
    if ('skipped' in python) console.warn(`The Python exporter's test is skipped: ${python.skipped}.`);
    ('skipped' in python ? it.skip : it)('records a run whole, given only address and key', async () => {
      const { stdout } = await promisify(execFile)(
        'python' in python ? python.python : '',
        [join(__dirname, 'export_runs.py'), '600', protocol],
        {
          env: {
            PATH: process.env.PATH,
            OTEL_EXPORTER_OTLP_ENDPOINT: endpoints[protocol](),
            OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${tenant.apiKey}`,
          },
        },
      );
      const { trace_id, spans } = JSON.parse(stdout) as { trace_id: string; spans: RecordedSpan[] };
      await expectTrace(trace_id, spans, 's-python');
      expect(await readRaw(spans[1]!.span_id)).toMatchObject({
        raw: { attributes: { zwölf: '☕', numbers: [1, 2, '9007199254740993'] } },
      });
    });
  });
});
