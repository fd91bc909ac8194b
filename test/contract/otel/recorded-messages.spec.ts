import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  type MessageBlock,
  normalizeSpan,
  previewsOf,
  readSpanMessages,
  toMessageBlocks,
  toMessageSpan,
} from '@debrief/ingestion';
import { decodeTraceExport } from '../../factories/decode-trace-export';
import type { JsonObject } from '@debrief/kernel';
import { orderTimeline } from '../../../libs/ingestion/src/dialects/otlp/trace/timeline';
import { toJson } from '../../factories/otlp-export';
import { otlpSpan } from '../../factories/otlp-span';

/** Beside the repository, where the product is developed. */
const recordings = join(__dirname, '..', '..', '..', '..', 'shared', 'data', 'otlp');
const hasData = existsSync(recordings);
if (!hasData) console.warn('The recorded spans are absent.');
const title = hasData
  ? 'messages of recorded spans'
  : 'messages of recorded spans (skipped: no recordings beside the repository)';

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(recordings, ...path), 'utf8'));

const spanOf = (file: string) => {
  const span = otlpSpan({ attributes: readJson('openinference', file) as JsonObject });
  return { span, normal: normalizeSpan(span) };
};

/** Read by a person from the files. */
const weather = {
  call: [
    { role: 'user', blocks: [{ type: 'text', text: 'Weather in Paris?' }] },
    {
      role: 'assistant',
      blocks: [
        { type: 'text', text: 'Absolutely! Let me check the weather for you.' },
        { type: 'tool_use', id: '1234', name: 'get_weather', input: { location: 'Paris' } },
      ],
    },
    { role: 'tool', blocks: [{ type: 'tool_result', tool_use_id: '1234', content: 'rainy, 57°F', is_error: false }] },
  ],
  answer: 'The weather in Paris is currently rainy with a temperature of 57°F.',
};

(hasData ? describe : describe.skip)(title, () => {
  it.each([
    ['openinference_client_span_input_output_only.json', 'stop'],
    ['openinference_client_span_tool_calls.json', null],
    ['otel_genai_client_span_tool_calls.json', 'stop'],
    ['otel_genai_deprecated_client_span_tool_calls.json', 'stop'],
  ])('%s says the same as the others', (file, finishReason) => {
    const { span, normal } = spanOf(file);
    const said = readSpanMessages(span, normal);
    expect(said.messages.filter(({ side }) => side === 'input')).toMatchObject(weather.call);
    expect(said.messages.filter(({ side }) => side === 'output')).toMatchObject([
      { role: 'assistant', blocks: [{ type: 'text', text: weather.answer }], finishReason },
    ]);
    expect(previewsOf(said, normal)).toEqual({ input: 'Weather in Paris?', output: weather.answer });
  });

  it('a run of CrewAI is told by its agents and tools, its answer once', () => {
    const blocks = crewRun('b83ef1c65a5ffa73b53a62396128883f');
    expect(blocks.map(inShort)).toEqual([
      'agent user json',
      'tool assistant tool_use temperature_forecast',
      'tool tool tool_result temperature_forecast',
      'tool assistant tool_use precipitation_forecast',
      'tool tool tool_result precipitation_forecast',
      'agent assistant text',
    ]);
    const [question, , , , , answer] = blocks;
    expect(question?.content).toMatchObject({
      data: { agent: expect.stringContaining("role='Weather Forecaster'") as string },
    });
    expect(answer?.content).toMatchObject({
      text: expect.stringMatching(/^Hello! 👋 Welcome to your New York City weather forecast!/) as string,
    });
  });

  it('calls of Strands that record no message tell the error of the tool alone', () => {
    const rows = readJson('sideseat', 'raw_otel_strands_openai_spans.json') as { raw_otel_json: StrandsSpan }[];
    const spans = rows.map(({ raw_otel_json: raw }, seq) => ({ seq, ...fromCloudWatch(raw) }));
    const blocks = orderTimeline(
      spans.filter(({ traceId }) => traceId === '691c23a8636a7e4512dfd580708d030e'),
    ).spans.map((span) => toMessageSpan(span, normalizeSpan(span)));
    expect(toMessageBlocks(blocks, 'left_out')).toMatchObject([
      {
        category: 'Exception',
        finish_reason: 'error',
        is_error: true,
        content: { text: expect.stringContaining('AccessDenied') as string },
      },
    ]);
  });
});

const inShort = ({ observation_type: type, role, entry_type: entry, tool_name: tool }: MessageBlock): string =>
  [type, role, entry, tool ?? []].flat().join(' ');

/** The file holds some exports more than once, as a server would be sent them. */
function crewRun(traceId: string): MessageBlock[] {
  const lines = gunzipSync(readFileSync(join(recordings, 'sideseat', 'traces-crewai.jsonl.gz')))
    .toString()
    .trim()
    .split('\n');
  const sent = lines.flatMap((line) => {
    const { data } = JSON.parse(line) as { data: JsonObject };
    return decodeTraceExport(toJson(data), 'json', new Date(0)).items.filter((span) => span.traceId === traceId);
  });
  const spans = [...new Map(sent.map((span) => [span.spanId, span])).values()].map((span, seq) => ({ seq, ...span }));
  return toMessageBlocks(
    orderTimeline(spans).spans.map((span) => toMessageSpan(span, normalizeSpan(span))),
    'left_out',
  );
}

interface StrandsSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: number;
  readonly endTimeUnixNano: number;
  readonly attributes: JsonObject;
  readonly events?: readonly {
    readonly name: string;
    readonly timeUnixNano: number;
    readonly attributes: JsonObject;
  }[];
  readonly status: { readonly code: 'UNSET' | 'OK' | 'ERROR' };
}

/** CloudWatch keeps attributes as an object and codes by their name. */
const fromCloudWatch = (raw: StrandsSpan) =>
  otlpSpan({
    traceId: raw.traceId,
    spanId: raw.spanId,
    parentSpanId: raw.parentSpanId ?? null,
    name: raw.name,
    startUnixNano: BigInt(raw.startTimeUnixNano),
    endUnixNano: BigInt(raw.endTimeUnixNano),
    attributes: raw.attributes,
    events: (raw.events ?? []).map((event) => ({
      name: event.name,
      timeUnixNano: BigInt(event.timeUnixNano),
      attributes: event.attributes,
      droppedAttributesCount: 0,
    })),
    status: { code: raw.status.code === 'ERROR' ? 2 : raw.status.code === 'OK' ? 1 : 0, message: '' },
  });
