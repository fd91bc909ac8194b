import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { Ajv, type AnySchema, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { withinTime } from './within-time';

const longestText = 256 * 1024;
const longestCompileMs = 1_000;
const longestCheckMs = 250;

/** What is wrong with a value, or with a schema; null: nothing. */
export type Problem = string | null;

export interface JsonSchema {
  /** As `must be number` or `/name must be string`; also what takes too long to check is a problem. */
  check(value: JsonValue): Problem;
}

const options: Options = {
  strict: false,
  // A format is a note, as the standard has it by default; ours are known to nobody.
  validateFormats: false,
  // Data may hold keys such as `toString`.
  ownProperties: true,
  logger: false,
};

/**
 * A JSON Schema of draft 2020-12 or 07, ready to check with. `$schema` says which; without it, 2020-12, else 07 where it is one only there.
 * Its author is not trusted: references reach nothing outside of it, and both reading and checking are given up after a moment.
 * @returns what is wrong with it, as a text
 */
export const readJsonSchema = (schema: JsonValue): JsonSchema | string => {
  if (!isJsonObject(schema)) return 'must be a JSON Schema, an object';
  if (JSON.stringify(schema).length > longestText) return `must have at most ${longestText} characters`;
  if (schema.$async !== undefined) return 'must not be asynchronous';
  const drafts = draftsOf(schema.$schema);
  if (drafts.length === 0) return 'must be of draft 2020-12 or draft-07';
  let problem = '';
  for (const draft of drafts) {
    const compiled = compile(schema, draft);
    if (typeof compiled !== 'string') return { check: (value) => check(compiled, value) };
    problem ||= compiled;
  }
  return problem;
};

type Draft = '2020-12' | '07';

const draftsOf = (named: JsonValue | undefined): readonly Draft[] => {
  if (named === undefined) return ['2020-12', '07'];
  if (typeof named !== 'string') return [];
  if (/^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/.test(named)) return ['2020-12'];
  return /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/.test(named) ? ['07'] : [];
};

/** An instance of its own: what one schema names must not be found from another. */
const compile = (schema: JsonValue, draft: Draft): ValidateFunction | string => {
  try {
    const compiled = withinTime(longestCompileMs, () =>
      (draft === '07' ? new Ajv(options) : new Ajv2020(options)).compile(plain(schema) as AnySchema),
    );
    return compiled === 'too_slow' ? 'takes too long to read' : compiled.value;
  } catch (error) {
    return `is no JSON Schema: ${messageOf(error)}`;
  }
};

const check = (validate: ValidateFunction, value: JsonValue): Problem => {
  try {
    const checked = withinTime(longestCheckMs, () => validate(plain(value)));
    if (checked === 'too_slow') return 'takes too long to check';
    if (checked.value) return null;
  } catch (error) {
    // A schema that refers to itself for ever ends at the stack's end.
    return `cannot be checked: ${messageOf(error)}`;
  }
  const [first] = validate.errors ?? [];
  return `${first?.instancePath ?? ''} ${first?.message ?? 'does not fit'}`.trim().slice(0, 500);
};

/** Numbers that a double cannot hold are checked as the nearest one. */
const plain = (value: JsonValue): unknown => JSON.parse(JSON.stringify(value));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 300) : 'unknown');
