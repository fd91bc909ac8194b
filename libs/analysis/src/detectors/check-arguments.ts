import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';

/** The types of JSON schema that a value has. */
const typesOf = (value: JsonValue): readonly string[] => {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return [typeof value === 'object' && !isJsonObject(value) ? 'number' : typeof value];
};

/**
 * What is wrong with arguments by their declared schema: `required`, `type`, `enum` and `additionalProperties: false` of the first level, which
 * is where agents go wrong. Null: nothing, or the schema says nothing that is understood here.
 */
export const argumentsProblem = (args: JsonObject, schema: JsonObject): string | null => {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  for (const name of required)
    if (typeof name === 'string' && !Object.hasOwn(args, name)) return `lacks the required argument ${name}`;
  for (const [name, value] of Object.entries(args)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined && schema['additionalProperties'] === false) return `has the unknown argument ${name}`;
    if (!isJsonObject(property)) continue;
    const wanted = [property['type']].flat().filter((type) => typeof type === 'string');
    if (wanted.length > 0 && !typesOf(value).some((type) => wanted.includes(type)))
      return `has an argument ${name} of the wrong type`;
    const allowed = property['enum'];
    if (Array.isArray(allowed) && !allowed.some((one) => one === value))
      return `has an argument ${name} that is none of the allowed values`;
  }
  return null;
};
