import { withinTime } from '@debrief/datasets';
import type { JsonObject } from '@debrief/kernel';
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import { compileRegex } from '../rules/regex';

export type JsonSchema = JsonObject | boolean;

/** Of the schema's text. */
export const maxSchemaLength = 200_000;
const compileMs = 2_000;

/** Patterns of strangers run on RE2: they are as good a way to stop a process as any. The validator tells expressions apart by their text. */
const regExp = Object.assign((pattern: string) => ({ ...compileRegex(pattern), toString: () => pattern }), {
  code: 'RE2',
});

const options: Options = {
  strict: false,
  // A format is a note, as the standard has it by default.
  validateFormats: false,
  allErrors: true,
  ownProperties: true,
  logger: false,
  addUsedSchema: false,
  code: { regExp },
};

const drafts: readonly [name: string, create: () => Ajv][] = [
  ['2020-12', () => new Ajv2020(options) as unknown as Ajv],
  ['draft-07', () => new Ajv(options)],
];

export type CompiledSchema =
  | { readonly kind: 'compiled'; readonly validate: ValidateFunction }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * A JSON Schema of draft 2020-12 or 07 (by `$schema`; the former where it says nothing), ready to validate. References lead nowhere but
 * into the schema itself: nothing is fetched. A compiler of its own for each: two schemas may have the same `$id`.
 */
export const compileSchema = (schema: JsonSchema): CompiledSchema => {
  const refused = (problem: string): CompiledSchema => ({ kind: 'refused', problem });
  if (JSON.stringify(schema).length > maxSchemaLength)
    return refused(`must have at most ${maxSchemaLength} characters as JSON`);
  const named = typeof schema === 'boolean' ? undefined : schema['$schema'];
  const draft = named === undefined ? drafts[0] : drafts.find(([name]) => String(named).includes(name));
  if (!draft) return refused('must be of draft 2020-12 or 07');
  try {
    const compiled = withinTime(compileMs, () => draft[1]().compile(schema));
    return compiled === 'too_slow' ? refused('takes too long to read') : { kind: 'compiled', validate: compiled.value };
  } catch (error) {
    return refused(`is no JSON Schema: ${error instanceof Error ? error.message : String(error)}`);
  }
};
