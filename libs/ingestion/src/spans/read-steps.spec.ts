import { makeSpan } from '../../../../test/factories/span-export';
import { toRawSpan } from './raw-span';
import { readSteps, toStepSpan } from './read-steps';

const sources = { resources: new Map(), scopes: new Map() };
const logs = { spoken: new Map(), errors: new Map() };

describe('the steps of a stored span', () => {
  const usage = { 'gen_ai.usage.input_tokens': 1_000_000, 'gen_ai.usage.output_tokens': 0 };
  const costOf = (model: string, costUsd?: number | null) => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model, ...usage };
    const { traceId, spanId, parentSpanId: parentId, ...span } = makeSpan({ attributes });
    const raw = toRawSpan({ ...span, traceId, spanId, parentSpanId: parentId }, { resource: 'r', scope: 's' });
    const steps = readSteps([toStepSpan({ traceId, spanId, parentId, seq: 0, raw, costUsd }, sources, logs)]);
    return steps.find(({ type }) => type === 'llm_call')?.costUsd;
  };

  it.each<[string, string, number | null | undefined, number | null]>([
    ['what was stored', 'gpt-4o', 1.5, 1.5],
    ['nothing, where that was stored', 'gpt-4o', 0, 0],
    ["the list's price, where nothing is known to be stored", 'gpt-4o', undefined, 2.5],
    ['what was stored of a model that the list does not know', 'acme-8b', 0.25, 0.25],
    ['an unknown amount without a price', 'acme-8b', null, null],
  ])('cost %s', (_name, model, stored, expected) => {
    expect(costOf(model, stored)).toBe(expected);
  });
});
