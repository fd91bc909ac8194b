import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { Ajv, type AnySchema, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { compileRegex } from './linear-regex';
import { withinTime } from './within-time';

const longestText = 256 * 1024;
const longestCompileMs = 2_000;
/** Of one error. */
const longestError = 500;

/** What a value comes to: what is wrong with it, as `must be number` or `/name must be string`, or why that cannot be said. */
export type Checked =
  | { readonly kind: 'checked'; readonly errors: readonly string[] }
  | { readonly kind: 'given_up'; readonly problem: string };

export interface JsonSchema {
  check(value: JsonValue): Checked;
}

export interface SchemaUse {
  /** One is enough to refuse a value; all of them are told to who mends it. */
  readonly errors: 'first' | 'all';
  /** After so long a check is given up. */
  readonly checkMs: number;
}

/** The validator tells expressions apart by their text. */
const regExp = Object.assign((pattern: string) => ({ ...compileRegex(pattern), toString: () => pattern }), {
  code: 'RE2',
});

const options: Options = {
  strict: false,
  // A format is a note, as the standard has it by default; ours are known to nobody.
  validateFormats: false,
  // Data may hold keys such as `toString`.
  ownProperties: true,
  logger: false,
  code: { regExp },
};

/**
 * A JSON Schema of draft 2020-12 or 07, ready to check with. `$schema` says which; without it, 2020-12, else 07 where it is one only there.
 * Its author is not trusted: references reach nothing outside of it, patterns are RE2's, and both reading and checking are given up after
 * a moment.
 * @returns what is wrong with it, as a text
 */
export const readJsonSchema = (schema: JsonValue, use: SchemaUse): JsonSchema | string => {
  if (!isJsonObject(schema) && typeof schema !== 'boolean') return 'must be a JSON Schema, an object or a boolean';
  const text = textOf(schema);
  if (text === undefined) return 'is nested too deeply';
  if (text.length > longestText) return `must have at most ${longestText} characters`;
  const { $async, $schema } = typeof schema === 'boolean' ? {} : schema;
  if ($async !== undefined) return 'must not be asynchronous';
  const drafts = draftsOf($schema);
  if (drafts.length === 0) return 'must be of draft 2020-12 or draft-07';
  let problem = '';
  for (const draft of drafts) {
    const compiled = compile(text, draft, use);
    if (typeof compiled !== 'string') return { check: (value) => check(compiled, value, use) };
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
const compile = (text: string, draft: Draft, { errors }: SchemaUse): ValidateFunction | string => {
  const own = { ...options, allErrors: errors === 'all' };
  try {
    const compiled = withinTime(longestCompileMs, () =>
      (draft === '07' ? new Ajv(own) : new Ajv2020(own)).compile(JSON.parse(text) as AnySchema),
    );
    return compiled === 'too_slow' ? 'takes too long to read' : compiled.value;
  } catch (error) {
    return `is no JSON Schema: ${messageOf(error)}`;
  }
};

const check = (validate: ValidateFunction, value: JsonValue, { checkMs }: SchemaUse): Checked => {
  try {
    // Numbers that a double cannot hold are checked as the nearest one.
    const checked = withinTime(checkMs, () => validate(JSON.parse(JSON.stringify(value))));
    if (checked === 'too_slow') return { kind: 'given_up', problem: 'takes too long to check' };
    return { kind: 'checked', errors: checked.value ? [] : (validate.errors ?? []).map(toLine) };
  } catch (error) {
    // A schema that refers to itself for ever ends at the stack's end.
    return { kind: 'given_up', problem: `cannot be checked: ${messageOf(error)}` };
  }
};

const toLine = ({ instancePath, message = 'does not fit' }: ErrorObject): string =>
  `${instancePath} ${message}`.trim().slice(0, longestError);

const textOf = (schema: JsonValue): string | undefined => {
  try {
    return JSON.stringify(schema);
  } catch {
    return undefined;
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 300) : 'unknown');
