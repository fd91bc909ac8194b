import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { readJsonText, textIn } from '../read-json-text';

/** Under which vendors keep the schema of the arguments. */
const schemas = [
  'parameters',
  'input_schema',
  'inputSchema',
  'parameters_json_schema',
  'parametersJsonSchema',
  'args_schema',
];

/** What `type` says of a tool of the caller's own, and of a schema that is none. */
const ownTypes = new Set(['function', 'custom', 'object']);

/**
 * A tool's definition in OpenAI's form, `{type: 'function', function: {name, description?, parameters?}}`, from OpenAI's, Anthropic's,
 * Bedrock's, the AI SDK's or MCP's. A vendor's own tool (`{type: 'web_search', …}`) stays as it is. Undefined: it is no definition.
 */
export function readToolDefinition(value: JsonObject): JsonValue | undefined {
  const outer = isJsonObject(value['toolSpec']) ? value['toolSpec'] : value;
  const details = isJsonObject(outer['function']) ? outer['function'] : outer;
  const name = textIn(details['name']);
  const type = textIn(value['type']);
  if (type !== null && !ownTypes.has(type) && details === value && !hasSchema(details)) return value;
  if (name === null || !(type === 'function' || hasSchema(details) || 'description' in details)) return undefined;
  const description = textIn(details['description']);
  const parameters = schemaOf(details);
  return {
    type: 'function',
    function: { name, ...(description === null ? {} : { description }), ...(parameters ? { parameters } : {}) },
  };
}

const hasSchema = (details: JsonObject): boolean => schemas.some((key) => key in details);

function schemaOf(details: JsonObject): JsonValue | undefined {
  const key = schemas.find((name) => Object.hasOwn(details, name) && details[name] !== null);
  if (key === undefined) return undefined;
  const schema = readJsonText(details[key] as JsonValue);
  return isJsonObject(schema) && Object.keys(schema).length === 1 && isJsonObject(schema['json'])
    ? schema['json']
    : schema;
}
