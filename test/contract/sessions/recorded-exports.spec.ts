import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  normalizeSpan,
  type OtlpSpan,
  readSpanMessages,
  readSteps,
  type Step,
  type StepSpan,
} from '@debrief/ingestion';
import { decodeTraceExport } from '../../factories/decode-trace-export';
import { toSessionEvents } from '../../../libs/sessions/src/to-session-events';
import { makeStepSpans } from '../../factories/step-span';

/** Beside the repository, where the product is developed. */
const recorded = join(
  __dirname,
  '..',
  '..',
  '..',
  '..',
  'shared',
  'data',
  'otlp',
  'sideseat',
  'traces-crewai.jsonl.gz',
);

const toStepSpans = (spans: readonly OtlpSpan[]): StepSpan[] =>
  spans.map((span, seq) => {
    const normal = normalizeSpan(span);
    return { ...span, seq, normal, messages: readSpanMessages(span, normal) };
  });

const eventsOf = (spans: readonly StepSpan[]) =>
  toSessionEvents({ id: 'i', traceId: 't', spanSurface: 'otel', native: [], spans }, { sessionId: 's', after: 0 });

const types: Readonly<Partial<Record<Step['type'], string>>> = {
  user_message: 'state_change',
  agent_message: 'response',
  retrieval: 'tool_call',
};

/** `<seq> <type>` of each, as often as it is there. */
const tally = (items: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

const checkRun = (spans: readonly StepSpan[]): void => {
  const events = eventsOf(spans);
  const own = events.filter(({ derived }) => !derived);
  expect(own.map(({ spanId }) => spanId).sort()).toEqual(spans.map(({ spanId }) => spanId).sort());
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  const placeOf = new Map(own.map(({ spanId, position }) => [spanId, position]));
  for (const { parentSpanId, position } of events) expect(placeOf.get(parentSpanId) ?? 0).toBeLessThan(position);
  // Each step is an event, but for errors that the result of a tool tells.
  const shown = tally(events.map(({ source, type }) => `${source.seq} ${type}`));
  const results = new Set(events.flatMap(({ source, type }) => (type === 'tool_result' ? [source.seq] : [])));
  const steps = readSteps(spans).filter(({ type, seq }) => type !== 'error' || !results.has(seq));
  for (const [step, count] of tally(steps.map(({ seq, type }) => `${seq} ${types[type] ?? type}`)))
    expect([step, (shown.get(step) ?? 0) >= count]).toEqual([step, true]);
};

describe('runs that were exported as spans', () => {
  const hasData = existsSync(recorded);
  if (!hasData) console.warn('The recorded exports are absent: their sessions were not read.');
  const title = 'are sessions in which each span is an event, and each step too';
  (hasData ? it : it.skip)(hasData ? title : `${title} (skipped: no recordings beside the repository)`, () => {
    const lines = gunzipSync(readFileSync(recorded)).toString().trim().split('\n');
    const spans = lines.flatMap((line) => {
      const { data } = JSON.parse(line) as { data: object };
      return [...decodeTraceExport(Buffer.from(JSON.stringify(data)), 'json', new Date(0)).items];
    });
    const runs = [...Map.groupBy(spans, ({ traceId }) => traceId).values()];
    // What is sent again is stored once.
    for (const run of runs) checkRun(toStepSpans([...new Map(run.map((span) => [span.spanId, span])).values()]));
    console.info(`${spans.length} spans in ${runs.length} runs`);
  });

  it('are so where nothing was recorded beside the repository', () => {
    checkRun(
      makeStepSpans(
        { id: 'r', attributes: { 'gen_ai.operation.name': 'invoke_agent', 'input.value': 'q', 'output.value': 'a' } },
        { id: 't', under: 'r', attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 't' } },
        {
          id: 'c',
          under: 't',
          attributes: { 'gen_ai.operation.name': 'chat' },
          span: { status: { code: 2, message: 'no' } },
        },
      ),
    );
  });
});
