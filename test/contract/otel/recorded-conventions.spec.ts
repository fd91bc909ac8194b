import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '@debrief/kernel';
import { decodeTraceExport } from '../../factories/decode-trace-export';
import { normalizeSpan } from '../../../libs/ingestion/src/dialects/otlp/conventions/normalize-span';
import { readSpanMessages } from '../../../libs/ingestion/src/dialects/otlp/messages/read-span-messages';
import type { OtlpSpan } from '../../../libs/ingestion/src/dialects/otlp/otlp.types';
import { toSteps } from '../../../libs/ingestion/src/dialects/otlp/steps/to-steps';
import { foldTrace } from '../../factories/fold-trace';
import { otlpSpan, otlpSpanEvent } from '../../factories/otlp-span';

const beside = join(__dirname, '..', '..', '..', '..', 'shared', 'data');
const recordings = existsSync(beside) ? beside : undefined;
if (recordings === undefined) console.warn('The recorded exports are absent: their conventions were not read.');

const withRecordings = (title: string, test: (folder: string) => void): void => {
  if (recordings === undefined) it.skip(`${title} (skipped: no recordings beside the repository)`, () => undefined);
  else it(title, () => test(recordings));
};

/** A span that was sent again is stored once. */
const once = (spans: readonly OtlpSpan[]): OtlpSpan[] =>
  [...Map.groupBy(spans, ({ traceId, spanId }) => `${traceId} ${spanId}`).values()].flatMap((sent) => sent.slice(0, 1));

const tracesOf = (sent: readonly OtlpSpan[]) => {
  const read = once(sent).map((span, seq) => {
    const normal = normalizeSpan(span);
    return { ...span, seq, normal, messages: readSpanMessages(span, normal) };
  });
  return [...Map.groupBy(read, ({ traceId }) => traceId).values()].map((own) => foldTrace(own));
};

type Folded = ReturnType<typeof tracesOf>[number];

/** How many spans there are of each name, type, event, framework, agent, tool and model. */
const census = (traces: readonly Folded[], name: string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { span, normal } of traces.flatMap(({ timeline }) =>
    timeline.spans.map((one) => ({ span: one, normal: one.normal })),
  )) {
    if (!span.name.endsWith(name)) continue;
    const key = [normal.observationType, normal.eventType, normal.agent, normal.toolName, normal.requestModel].join(
      ' ',
    );
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

withRecordings('a CrewAI run of 248 exports', (folder) => {
  const lines = gunzipSync(readFileSync(join(folder, 'otlp', 'sideseat', 'traces-crewai.jsonl.gz')))
    .toString()
    .trim()
    .split('\n');
  const spans = lines.flatMap((line) => {
    const { data } = JSON.parse(line) as { data: JsonObject };
    return decodeTraceExport(Buffer.from(JSON.stringify(data)), 'json', new Date(0)).items;
  });
  const traces = tracesOf(spans);
  expect(spans).toHaveLength(1018);
  expect(traces).toHaveLength(12);
  expect(new Set(traces.flatMap(({ timeline }) => timeline.spans.map(({ normal }) => normal.framework)))).toEqual(
    new Set(['CrewAI']),
  );
  expect(census(traces, 'temperature_forecast._use')).toEqual({ 'tool tool_call  temperature_forecast ': 4 });
  expect(census(traces, 'Weather Forecaster._execute_core')).toEqual({ 'agent span Weather Forecaster  ': 4 });
  expect(census(traces, 'Tool Usage')).toMatchObject({ 'tool span  search_web ': 12 });
  expect(census(traces, 'Task Execution')).toMatchObject({ 'chain span Weather Forecaster  ': 4 });
  expect(census(traces, 'Crew Created')).toEqual({
    'span span   global.anthropic.claude-haiku-4-5-20251001-v1:0': 15,
    'span span   bedrock/nonexistent-model-id-12345': 1,
  });
  const forecast = traces.find(({ timeline }) => timeline.spans.some(({ traceId }) => traceId.startsWith('b83ef1c6')));
  expect(forecast).toMatchObject({
    name: 'crewai.session',
    sessionId: 'crewai-tool_use-5d2a7e55',
    userId: 'demo-user',
    usage: { input: 5124, output: 442, total: 5566 },
  });
  const failed = traces.find(({ sessionId }) => sessionId === 'crewai-error-f53559bd');
  expect(failed?.timeline.spans.filter(({ normal }) => normal.error !== null)).toHaveLength(3);
  expect(failed && toSteps(failed.timeline).filter(({ type }) => type === 'error')).toMatchObject([
    { name: 'litellm.exceptions.NotFoundError', agent: 'Assistant' },
  ]);
});

interface StrandsRow {
  readonly raw_otel_json: {
    readonly traceId: string;
    readonly spanId: string;
    readonly parentSpanId?: string;
    readonly name: string;
    readonly startTimeUnixNano: number;
    readonly endTimeUnixNano: number;
    readonly attributes: JsonObject;
    readonly events?: readonly { readonly name: string; readonly attributes?: JsonObject }[];
    readonly status: { readonly code: 'UNSET' | 'OK' | 'ERROR'; readonly message?: string };
    readonly resource: { readonly attributes: JsonObject };
    readonly scope: { readonly name: string; readonly version: string };
  };
}

const statusCodes = { UNSET: 0, OK: 1, ERROR: 2 } as const;

const ofStrands = ({ raw_otel_json: row }: StrandsRow): OtlpSpan =>
  otlpSpan({
    traceId: row.traceId,
    spanId: row.spanId,
    parentSpanId: row.parentSpanId || null,
    name: row.name,
    startUnixNano: BigInt(row.startTimeUnixNano),
    endUnixNano: BigInt(row.endTimeUnixNano),
    attributes: row.attributes,
    events: (row.events ?? []).map(({ name, attributes }) => otlpSpanEvent(name, attributes)),
    status: { code: statusCodes[row.status.code], message: row.status.message ?? '' },
    resource: { ...row.resource, schemaUrl: '' },
    scope: { ...row.scope, attributes: {}, schemaUrl: '' },
  });

withRecordings('two runs of a Strands agent under an HTTP server', (folder) => {
  const rows = JSON.parse(
    readFileSync(join(folder, 'otlp', 'sideseat', 'raw_otel_strands_openai_spans.json'), 'utf8'),
  ) as StrandsRow[];
  const traces = tracesOf(rows.map(ofStrands));
  expect(traces).toMatchObject([
    {
      name: 'POST /invocations',
      sessionId: 'cfd84bec-fec8-47a5-8a28-73b9aa5ee6c6',
      environment: 'bedrock-agentcore:default',
      usage: { input: 5064, output: 408, total: 5472 },
      cost: { total: 0.01674, source: 'list' },
    },
    { usage: { input: 2325, output: 10, total: 2335 }, cost: { total: 0.0059125 } },
  ]);
  expect(census(traces, 'chat')).toEqual({ 'generation llm_call   gpt-4o': 3 });
  expect(census(traces, 'Strands Agents')).toEqual({ 'agent span Strands Agents  gpt-4o': 2 });
  expect(census(traces, 'CreateEvent')).toEqual({ 'span span   ': 16 });
  expect(traces.flatMap(({ timeline }) => toSteps(timeline).map(({ type, agent }) => `${type} ${agent}`))).toEqual([
    'llm_call Strands Agents',
    'tool_call Strands Agents',
    'error Strands Agents',
    'tool_result Strands Agents',
    'llm_call Strands Agents',
    'llm_call Strands Agents',
  ]);
});

describe('spans of the instrumentations of OpenInference', () => {
  const model = {
    observationType: 'generation',
    category: 'llm',
    eventType: 'llm_call',
    provider: 'openai',
    usage: { input: 97, output: 52, total: 149, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    cost: { input: 0.00291, output: 0.00312, total: 0.00603, source: 'list' },
  };
  const expected: Readonly<Record<string, object>> = {
    openinference_client_span_input_output_only: { ...model, framework: 'OpenInference', requestModel: 'gpt-4-0613' },
    openinference_client_span_tool_calls: { ...model, framework: 'OpenInference', requestModel: 'gpt-4-0613' },
    otel_genai_client_span_tool_calls: {
      ...model,
      framework: 'Unknown',
      requestModel: 'gpt-4',
      responseModel: 'gpt-4-0613',
      finishReasons: ['stop'],
    },
    otel_genai_deprecated_client_span_tool_calls: { ...model, framework: 'Unknown', finishReasons: ['stop'] },
    otel_genai_tool_execution_span: {
      observationType: 'tool',
      eventType: 'tool_call',
      toolName: 'get_weather',
      toolCallId: '1234',
      toolArguments: { city: 'New York' },
      usage: null,
      cost: null,
    },
  };

  for (const [file, normal] of Object.entries(expected))
    withRecordings(file, (folder) => {
      const attributes = JSON.parse(
        readFileSync(join(folder, 'otlp', 'openinference', `${file}.json`), 'utf8'),
      ) as JsonObject;
      expect(normalizeSpan(otlpSpan({ attributes }))).toMatchObject(normal);
    });
});

interface Observation {
  readonly type: string;
  readonly name: string;
  readonly usageDetails: JsonObject;
  readonly costDetails: JsonObject;
  readonly metadata: {
    readonly attributes?: JsonObject;
    readonly scope?: { readonly name: string; readonly version: string };
  };
}

/** Langfuse keeps the attributes of a span beside what it made of them. */
describe('spans that Langfuse read', () => {
  const files = ['google-adk-2025-08-28', 'openai-agents-2025-09-30', 'pydantic-ai-tools-2025-12-04'];

  for (const file of files)
    withRecordings(`of ${file} have the same type, tokens and cost`, (folder) => {
      const { observations } = JSON.parse(readFileSync(join(folder, 'langfuse', `${file}.json`), 'utf8')) as {
        observations: Observation[];
      };
      const kept = observations.filter(({ metadata }) => metadata.attributes !== undefined);
      expect(kept.length).toBeGreaterThan(4);
      for (const { type, name, usageDetails, costDetails, metadata } of kept) {
        const scope = { name: '', version: '', ...metadata.scope, attributes: {}, schemaUrl: '' };
        const normal = normalizeSpan(otlpSpan({ name, attributes: metadata.attributes ?? {}, scope }));
        if (type !== 'SPAN') expect(normal.observationType).toBe(type.toLowerCase());
        if (type !== 'GENERATION') continue;
        expect(normal.usage).toMatchObject({ input: usageDetails['input'], output: usageDetails['output'] });
        // Langfuse adds doubles: 0.000061049999 where the decimal sum is 0.00006105.
        expect(normal.cost?.total).toBeCloseTo(Number(costDetails['total']), 11);
      }
    });
});
