import type { JsonObject, JsonValue } from '@debrief/kernel';
import { normalSpan } from '../../../../../../../test/factories/normal-span';
import { otlpSpan } from '../../../../../../../test/factories/otlp-span';
import { readSpanMessages } from '../read-span-messages';
import { toolName } from './read-tool-definitions';

const definitions = (attributes: JsonObject) =>
  readSpanMessages(otlpSpan({ attributes }), normalSpan({ toolName: 'f' })).toolDefinitions;

const json = (value: JsonValue): string => JSON.stringify(value);
const schema = { type: 'object', properties: { a: { type: 'number' } } };
const f: JsonValue = { type: 'function', function: { name: 'f', description: 'does f', parameters: schema } };

describe('readToolDefinitions', () => {
  it.each<[string, JsonObject]>([
    ['OpenAI', { 'gen_ai.tool.definitions': json([f]) }],
    [
      'OpenTelemetry',
      { 'gen_ai.tool.definitions': json([{ type: 'function', name: 'f', description: 'does f', parameters: schema }]) },
    ],
    ['Anthropic', { request_data: json({ tools: [{ name: 'f', description: 'does f', input_schema: schema }] }) }],
    [
      'Bedrock',
      {
        'gen_ai.tool.definitions': json([
          { toolSpec: { name: 'f', description: 'does f', inputSchema: { json: schema } } },
        ]),
      },
    ],
    ['OpenInference', { 'llm.tools.0.tool.json_schema': json(f) }],
    [
      'the tool of an OpenInference span',
      { 'tool.json_schema': json(schema), 'tool.name': 'f', 'tool.description': 'does f' },
    ],
    [
      'OpenLLMetry',
      {
        'llm.request.functions.0.name': 'f',
        'llm.request.functions.0.description': 'does f',
        'llm.request.functions.0.parameters': json(schema),
      },
    ],
    [
      'Vercel',
      { 'ai.prompt.tools': [json({ type: 'function', name: 'f', description: 'does f', inputSchema: schema })] },
    ],
    ['MLflow', { 'mlflow.chat.tools': json([f]) }],
    ['LiveKit', { 'lk.function_tools': json([f]) }],
    [
      'ADK',
      {
        'gcp.vertex.agent.llm_request': json({
          config: { tools: [{ function_declarations: [{ name: 'f', description: 'does f', parameters: schema }] }] },
        }),
      },
    ],
    [
      'Pydantic AI',
      {
        model_request_parameters: json({
          function_tools: [{ name: 'f', description: 'does f', parameters_json_schema: schema }],
        }),
      },
    ],
    ['a message that lists tools', { input: json([{ role: 'tool', content: f }]) }],
  ])('reads those of %s', (_name, attributes) => {
    expect(definitions(attributes)).toEqual([f]);
  });

  it('knows a tool by its name alone where nobody tells more', () => {
    expect(definitions({ 'gen_ai.agent.tools': '["f","g"]', 'ai.prompt.tools': [json(f)] })).toEqual([
      f,
      { type: 'function', function: { name: 'g' } },
    ]);
  });

  it("keeps a vendor's own tool as it is", () => {
    const search = { type: 'web_search', max_uses: 3 };
    expect(definitions({ request_data: json({ tools: [search] }) })).toEqual([search]);
    expect(toolName(search)).toBe('web_search');
  });

  it.each([['not JSON'], ['{}'], ['[1,null,{}]']])('reads nothing from %s', (value) => {
    expect(definitions({ 'gen_ai.tool.definitions': value })).toEqual([]);
  });
});
