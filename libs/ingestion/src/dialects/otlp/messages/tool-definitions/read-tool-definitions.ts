import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { SpanMessage } from '../message-block';
import { listIn, objectIn, readJsonText, textIn } from '../read-json-text';
import type { SpanView } from '../sources/span-view';
import { readToolDefinition } from './read-tool-definition';

type DefinitionSource = (view: SpanView) => JsonValue | readonly JsonValue[] | undefined;

const attribute =
  (key: string): DefinitionSource =>
  ({ attributes }) =>
    attributes[key];

const within =
  (key: string, ...path: readonly string[]): DefinitionSource =>
  ({ attributes }) => {
    let value: JsonValue | undefined = objectIn(attributes[key]) ?? undefined;
    for (const step of path) value = isJsonObject(value) ? value[step] : undefined;
    return value;
  };

/** In the order of otel.md B5; their definitions are put together. */
const sources: readonly DefinitionSource[] = [
  attribute('gen_ai.tool.definitions'),
  ({ events }) => events.find(({ fields }) => 'gen_ai.tool.definitions' in fields)?.fields['gen_ai.tool.definitions'],
  attribute('gen_ai.agent.tools'),
  (view) => view.indexed('llm.tools').map(unwrapTool),
  (view) => view.indexed('llm.request.functions'),
  attribute('ai.prompt.tools'),
  attribute('mlflow.chat.tools'),
  attribute('lk.function_tools'),
  within('request_data', 'tools'),
  within('gcp.vertex.agent.llm_request', 'config', 'tools'),
  within('model_request_parameters', 'function_tools'),
  ownDefinition,
];

/** The tools that a model or an agent could call, in OpenAI's form. Of a name the first definition stands, or the first with a schema. */
export function readToolDefinitions(view: SpanView, messages: readonly SpanMessage[]): JsonValue[] {
  const named = new Map<string, JsonValue>();
  const inMessages = messages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === 'tool_definitions' ? block.tools : [])),
  );
  for (const tool of [...sources.flatMap((source) => definitionsIn(source(view))), ...inMessages]) {
    const name = toolName(tool);
    const known = named.get(name);
    if (known === undefined || (!hasParameters(known) && hasParameters(tool))) named.set(name, tool);
  }
  return [...named.values()];
}

/** A definition's name; a vendor's own tool goes by its type. */
export function toolName(tool: JsonValue): string {
  const details = functionOf(tool);
  return textIn(details['name']) ?? (isJsonObject(tool) ? textIn(tool['type']) : null) ?? '';
}

const functionOf = (tool: JsonValue): JsonObject =>
  isJsonObject(tool) ? (isJsonObject(tool['function']) ? tool['function'] : tool) : {};

const hasParameters = (tool: JsonValue): boolean => 'parameters' in functionOf(tool);

/** A list, its JSON, or a list of the JSON of each. Gemini groups definitions; a bare name is all that some agents tell. */
function definitionsIn(value: JsonValue | readonly JsonValue[] | undefined): JsonValue[] {
  const list = Array.isArray(value) ? (value as JsonValue[]) : listIn(value as JsonValue | undefined);
  return (list ?? []).flatMap((item) => {
    const tool = readJsonText(item);
    if (typeof tool === 'string') return tool === '' ? [] : [{ type: 'function', function: { name: tool } }];
    if (!isJsonObject(tool)) return [];
    const group = tool['function_declarations'] ?? tool['functionDeclarations'];
    if (Array.isArray(group)) return definitionsIn(group.map(asFunction));
    return readToolDefinition(tool) ?? [];
  });
}

/** A declaration may be a name alone. */
const asFunction = (declaration: JsonValue): JsonValue =>
  isJsonObject(declaration) ? { type: 'function', ...declaration } : declaration;

const unwrapTool = (slot: JsonValue): JsonValue => {
  const tool = isJsonObject(slot) && isJsonObject(slot['tool']) ? slot['tool'] : slot;
  return isJsonObject(tool) ? (tool['json_schema'] ?? tool) : tool;
};

/** The span of a tool may describe it. */
function ownDefinition({ attributes, normal }: SpanView): JsonValue[] {
  const schema = objectIn(attributes['tool.json_schema']);
  if (!schema) return [];
  if (readToolDefinition(schema)) return [schema];
  const name = normal.toolName ?? textIn(attributes['tool.name']);
  const description = textIn(attributes['tool.description']);
  if (name === null) return [];
  return [
    { type: 'function', function: { name, ...(description === null ? {} : { description }), parameters: schema } },
  ];
}
