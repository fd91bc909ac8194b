import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { encodeExportAnswer, type OtlpEncoding, type OtlpExport, type OtlpSpan } from '@debrief/ingestion';
import { decodeTraceExport } from '../../factories/decode-trace-export';
import { type Span, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';

interface ReceivedExport {
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** An endpoint that keeps what it is sent and answers as our own does. */
function receiveInto(received: ReceivedExport[], encoding: OtlpEncoding): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      const contentType = request.headers['content-type'];
      received.push({ contentType, body });
      response.writeHead(200, { 'content-type': contentType });
      response.end(encodeExportAnswer('traces', encoding, { rejected: [], warnings: [] }));
    });
  });
}

/** One span with everything that the SDK can say. */
function recordSpans(provider: TracerProvider): void {
  const tracer = provider.getTracer('agent', '2.0.1', { schemaUrl: 'https://opentelemetry.io/schemas/1.37.0' });
  const attributes = {
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 1234,
    'gen_ai.request.temperature': 0.7,
    large: Number.MAX_SAFE_INTEGER,
    negative: -5,
    stream: true,
    'gen_ai.response.finish_reasons': ['stop', 'length'],
    numbers: [1, 2.5],
  };
  const link = { context: { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: TraceFlags.SAMPLED } };
  const links = [{ ...link, attributes: { why: 'retry' } }];
  tracer.startActiveSpan('invoke_agent é😀', { kind: SpanKind.CLIENT, attributes, links }, (span: Span) => {
    span.addEvent('gen_ai.choice', { index: 0, message: '{"role":"assistant"}' }, new Date('2026-01-02T03:04:05.678Z'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'gave up' });
    span.end();
  });
}

async function exported(
  encoding: OtlpEncoding,
  toExporter: (url: string) => SpanExporter,
): Promise<OtlpExport<OtlpSpan>> {
  const received: ReceivedExport[] = [];
  const server = receiveInto(received, encoding);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const exporter = toExporter(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`);
    const resource = resourceFromAttributes({ 'service.name': 'shop' });
    const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
    recordSpans(provider);
    await provider.shutdown();
  } finally {
    server.closeAllConnections();
    server.close();
  }
  expect(received.map(({ contentType }) => contentType)).toEqual([
    encoding === 'json' ? 'application/json' : 'application/x-protobuf',
  ]);
  return decodeTraceExport((received[0] as ReceivedExport).body, encoding, new Date());
}

describe('what OpenTelemetry exports over HTTP', () => {
  it.each<[OtlpEncoding, string, (url: string) => SpanExporter]>([
    ['protobuf', 'protobuf', (url) => new ProtobufExporter({ url })],
    ['json', 'JSON', (url) => new JsonExporter({ url })],
  ])('is read completely from %s', async (encoding, _name, toExporter) => {
    const { items, rejected, warnings } = await exported(encoding, toExporter);
    expect({ rejected, warnings }).toEqual({ rejected: [], warnings: [] });
    expect(items).toEqual([
      {
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
        spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
        parentSpanId: null,
        traceState: '',
        flags: expect.any(Number),
        name: 'invoke_agent é😀',
        kind: 3,
        startUnixNano: expect.any(BigInt),
        endUnixNano: expect.any(BigInt),
        attributes: {
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.usage.input_tokens': 1234,
          'gen_ai.request.temperature': 0.7,
          large: Number.MAX_SAFE_INTEGER,
          negative: -5,
          stream: true,
          'gen_ai.response.finish_reasons': ['stop', 'length'],
          numbers: [1, 2.5],
        },
        events: [
          {
            name: 'gen_ai.choice',
            timeUnixNano: BigInt(Date.parse('2026-01-02T03:04:05.678Z')) * 1_000_000n,
            attributes: { index: 0, message: '{"role":"assistant"}' },
            droppedAttributesCount: 0,
          },
        ],
        links: [
          {
            traceId: 'ab'.repeat(16),
            spanId: 'cd'.repeat(8),
            traceState: '',
            flags: expect.any(Number),
            attributes: { why: 'retry' },
            droppedAttributesCount: 0,
          },
        ],
        status: { code: 2, message: 'gave up' },
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
        resource: { attributes: { 'service.name': 'shop' }, schemaUrl: '' },
        scope: {
          name: 'agent',
          version: '2.0.1',
          attributes: {},
          schemaUrl: 'https://opentelemetry.io/schemas/1.37.0',
        },
      },
    ]);
    expect(items[0]?.flags ?? 0).toBeGreaterThan(0);
  });
});
