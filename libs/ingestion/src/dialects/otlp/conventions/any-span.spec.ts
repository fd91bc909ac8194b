import fc from 'fast-check';
import type { JsonObject } from '@debrief/kernel';
import { otlpSpan, otlpSpanEvent } from '../../../../../../test/factories/otlp-span';
import { toSteps } from '../steps/to-steps';
import { foldTrace } from '../../../../../../test/factories/fold-trace';
import { orderTimeline } from '../trace/timeline';
import { normalizeSpan } from './normalize-span';

/** Names that rules ask for; what strangers send under them may be anything. */
const names = [
  '__proto__',
  'ai.prompt',
  'ai.response.providerMetadata',
  'crew_agents',
  'debrief.event_type',
  'gcp.vertex.agent.llm_response',
  'gen_ai.operation.name',
  'gen_ai.output.messages',
  'gen_ai.request.model',
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cost',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.reasoning_tokens',
  'gen_ai.usage.total_tokens',
  'input.value',
  'langfuse.observation.completion_start_time',
  'langfuse.observation.cost_details',
  'langfuse.observation.type',
  'langfuse.observation.usage_details',
  'logfire.tags',
  'metadata',
  'mlflow.spanType',
  'openinference.span.kind',
  'output.value',
  'request_data',
  'response_data',
  'retrieval.documents.0.document.content',
  'tags',
  'tool.name',
];
const words = [
  'LLM',
  'TOOL',
  'AGENT',
  'RETRIEVER',
  'GUARDRAIL',
  'CHAIN',
  'chat',
  'generation',
  'gpt-4o',
  'constructor',
];

const value = fc.oneof(
  fc.constantFrom(...words),
  fc.nat(),
  fc.jsonValue(),
  fc.json(),
  fc.jsonValue().map((inner) => JSON.stringify({ usage: inner, token_usage: inner, messages: inner, system: inner })),
);
const attributes = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 12 }) as fc.Arbitrary<JsonObject>;

const spans = fc
  .array(fc.record({ attributes, parent: fc.integer({ min: -1, max: 7 }), start: fc.nat(5), isError: fc.boolean() }), {
    maxLength: 8,
  })
  .map((given) =>
    given.map(({ attributes: own, parent, start, isError }, seq) => {
      const span = otlpSpan({
        spanId: `s${seq}`,
        parentSpanId: parent < 0 ? null : `s${parent}`,
        startUnixNano: BigInt(start),
        attributes: own,
        events: isError ? [otlpSpanEvent('exception', own), otlpSpanEvent('gen_ai.choice', own)] : [],
        status: { code: isError ? 2 : 0, message: '' },
      });
      return { ...span, seq, normal: normalizeSpan(span), messages: null };
    }),
  );

it('any span has counts that are whole and a cost that is the sum of its parts', () => {
  fc.assert(
    fc.property(attributes, (given) => {
      const { usage, cost } = normalizeSpan(otlpSpan({ attributes: given }));
      if (usage !== null) {
        expect(usage.input).toBeGreaterThanOrEqual(usage.cacheRead + usage.cacheWrite);
        expect(usage.output).toBeGreaterThanOrEqual(usage.reasoning);
        expect(usage.total).toBeGreaterThanOrEqual(usage.input + usage.output);
      }
      if (cost === null || cost.source === 'reported') return;
      const sum = cost.input + cost.output + cost.cacheRead + cost.cacheWrite + cost.reasoning;
      expect(Math.abs(sum - cost.total)).toBeLessThanOrEqual(cost.total * 1e-12);
    }),
  );
});

it('any spans fold into a trace whose spans each stand once, parents first, whatever the order of arrival', () => {
  fc.assert(
    fc.property(spans, fc.infiniteStream(fc.nat()), (given, random) => {
      const folded = foldTrace(given);
      const { spans: placed, parents } = folded.timeline;
      expect(new Set(placed)).toEqual(new Set(given));
      for (const [place, parent] of parents.entries()) expect(parent).toBeLessThan(place);
      const shuffled = given.map((span) => [random.next().value, span] as const).toSorted(([a], [b]) => a - b);
      expect(foldTrace(shuffled.map(([, span]) => span))).toEqual(folded);
    }),
  );
});

it('any spans have steps, each at a span of theirs', () => {
  fc.assert(
    fc.property(spans, (given) => {
      for (const { seq, payload } of toSteps(orderTimeline(given))) {
        expect(given[seq]).toBeDefined();
        expect(JSON.stringify(payload)).toBeDefined();
      }
    }),
  );
});
