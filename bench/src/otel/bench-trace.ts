import { randomBytes } from 'node:crypto';
import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

export const spansPerTrace = 500;
const spansPerTurn = 5;

const resource = resourceFromAttributes({ 'service.name': 'support-agent', 'deployment.environment.name': 'bench' });
const instrumentationScope = { name: 'opentelemetry.instrumentation.openai', version: '2.1.0' };
const filler = 'The customer asked about the order and wants to know when it will arrive; the agent looked it up. ';

export interface BenchTrace {
  readonly traceId: string;
  /** See `encodeSpans`. */
  readonly body: Uint8Array;
}

/** One run of a support agent: turns of a model call, two tool calls and an HTTP request, 1.5 KB a span. */
export const makeBenchTrace = (index: number, startMs: number): BenchTrace => {
  const traceId = randomBytes(16).toString('hex');
  const root = makeSpan(traceId, undefined, 'invoke_agent support', startMs, 60_000, {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'support',
    'session.id': `session-${index % 50}`,
    'user.id': `user-${index % 20}`,
  });
  const turns = Array.from({ length: Math.ceil((spansPerTrace - 1) / spansPerTurn) }, (_, turn) =>
    makeTurn(traceId, root.spanContext().spanId, turn, startMs + turn * 500),
  );
  const spans = [root, ...turns.flat()].slice(0, spansPerTrace);
  return { traceId, body: encodeSpans(spans) };
};

const makeTurn = (traceId: string, rootId: string, turn: number, at: number): ReadableSpan[] => {
  const step = makeSpan(traceId, rootId, 'step', at, 450, { 'gen_ai.agent.name': 'support', 'step.index': turn });
  const under = step.spanContext().spanId;
  const question = `${filler.repeat(8)} (${turn})`;
  const answer = `${filler.repeat(3)} (${turn})`;
  return [
    step,
    makeSpan(traceId, under, 'chat gpt-4o', at + 10, 200, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.input_tokens': 900 + turn,
      'gen_ai.usage.output_tokens': 120,
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.input.messages': messages('user', question.repeat(3)),
      'gen_ai.output.messages': messages('assistant', answer),
    }),
    ...['find_order', 'find_parcel'].map((tool, offset) =>
      makeSpan(traceId, under, `execute_tool ${tool}`, at + 220 + offset * 60, 50, {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': tool,
        'gen_ai.tool.call.id': `call_${turn}_${offset}`,
        'gen_ai.tool.call.arguments': JSON.stringify({ order: `A-${turn}`, note: filler }),
        'gen_ai.tool.call.result': JSON.stringify({ status: 'shipped', history: filler.repeat(10) }),
      }),
    ),
    makeSpan(traceId, under, 'GET', at + 350, 80, {
      'http.request.method': 'GET',
      'url.full': `https://orders.example.com/api/orders/A-${turn}`,
      'http.response.status_code': 200,
      'server.address': 'orders.example.com',
    }),
  ];
};

const messages = (role: string, content: string): string =>
  JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);

const makeSpan = (
  traceId: string,
  parentId: string | undefined,
  name: string,
  atMs: number,
  durationMs: number,
  attributes: Attributes,
): ReadableSpan =>
  toReadableSpan({ traceId, spanId: randomBytes(8).toString('hex'), parentId, name, atMs, durationMs }, attributes);

export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly atMs: number;
  readonly durationMs: number;
}

/** A span as the exporter of the JavaScript SDK takes it. */
export const toReadableSpan = (
  { traceId, spanId, parentId, name, atMs, durationMs }: SpanPlace,
  attributes: Attributes,
): ReadableSpan => ({
  name,
  kind: SpanKind.INTERNAL,
  spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
  parentSpanContext: parentId === undefined ? undefined : { traceId, spanId: parentId, traceFlags: 1 },
  startTime: toHrTime(atMs),
  endTime: toHrTime(atMs + durationMs),
  duration: [Math.floor(durationMs / 1_000), (durationMs % 1_000) * 1e6],
  status: { code: SpanStatusCode.UNSET },
  attributes,
  links: [],
  events: [],
  ended: true,
  resource,
  instrumentationScope,
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
});

/** As the exporter of the JavaScript SDK serialises spans: protobuf. */
export const encodeSpans = (spans: readonly ReadableSpan[]): Uint8Array => {
  const body = ProtobufTraceSerializer.serializeRequest([...spans]);
  if (!body) throw new Error('nothing was serialised');
  return body;
};

const toHrTime = (ms: number): [number, number] => [Math.floor(ms / 1_000), (ms % 1_000) * 1e6];
