import type { JsonValue } from '@debrief/kernel';
import { otlpSpan } from '../../../../../../../test/factories/otlp-span';
import { normalizeSpan } from '../normalize-span';

type Row = readonly (readonly [attribute: string, value: JsonValue, read?: string])[];

const requestModel: Row = [
  ['langfuse.observation.model.name', 'a'],
  ['gen_ai.request.model', 'b'],
  ['llm.request.model_name', 'c'],
  ['ai.model.id', 'd'],
  ['llm.model_name', 'e'],
  ['embedding.model_name', 'f'],
  ['reranker.model_name', 'g'],
  ['langsmith.metadata.ls_model_name', 'h'],
  ['gcp.vertex.agent.llm_request', '{"model":"i","contents":[]}', 'i'],
  ['request_data', '{"model":"j"}', 'j'],
  ['llm.invocation_parameters', '{"model":"k"}', 'k'],
  ['crew_agents', '[{"role":"x","llm":""},{"llm":"l"}]', 'l'],
  ['model', 'm'],
];
const responseModel: Row = [
  ['gen_ai.response.model', 'a'],
  ['ai.response.model', 'b'],
  ['llm.response.model_name', 'c'],
  ['llm.response.model', 'd'],
  ['response_data', '{"model":"e"}', 'e'],
];
const provider: Row = [
  ['gen_ai.provider.name', 'a'],
  ['gen_ai.system', 'b'],
  ['az.ai.inference.model_provider', 'c'],
  ['ai.model.provider', 'openai.chat', 'openai'],
  ['llm.provider', 'e'],
  ['llm.system', 'f'],
  ['langsmith.metadata.ls_provider', 'g'],
  ['request_data', '{"model":"x","system":"s","messages":[]}', 'anthropic'],
];

const from = (row: Row, first: number) =>
  Object.fromEntries(row.slice(first).map(([name, value]): [string, JsonValue] => [name, value]));

describe.each([
  ['requestModel', requestModel],
  ['responseModel', responseModel],
  ['provider', provider],
] as const)('%s', (field, row) => {
  it.each(row.map(([name, value, read], index) => [name, index, read ?? value] as const))(
    'is read from %s before all later sources',
    (_name, index, expected) => {
      expect(normalizeSpan(otlpSpan({ attributes: from(row, index) }))[field]).toBe(expected);
    },
  );
});

it('takes a request with messages and no system prompt for one of OpenAI', () => {
  expect(normalizeSpan(otlpSpan({ attributes: { request_data: '{"messages":[]}' } })).provider).toBe('openai');
});

it('reads what an event of details says like attributes', () => {
  const events = [
    {
      name: 'gen_ai.client.inference.operation.details',
      timeUnixNano: 0n,
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' },
      droppedAttributesCount: 0,
    },
  ];
  expect(normalizeSpan(otlpSpan({ events }))).toMatchObject({ requestModel: 'gpt-4o', observationType: 'generation' });
});
