import { type JsonSchema, readJsonSchema } from '@debrief/datasets';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import { EvaluationFailure } from './evaluation-failure';
import { type Outcome, truth } from './outcome';
import { parsedText } from './value-text';

const use = { errors: 'all', checkMs: 2_000 } as const;
const maxErrors = 20;

/** A schema ready to match values with, or what is wrong with it. */
export const readSchema = (schema: JsonObject | boolean): JsonSchema | string => readJsonSchema(schema, use);

/**
 * Whether a value is what a schema describes; text that is JSON may be it by what it says. Metadata has the errors.
 * @throws EvaluationFailure for a schema that cannot be used or takes too long
 */
export const matchSchema = (actual: JsonValue | undefined, schema: JsonObject | boolean): Outcome => {
  const read = readSchema(schema);
  if (typeof read === 'string') throw new EvaluationFailure(`config.schema ${read}`);
  const errorsOf = (value: JsonValue): readonly string[] => {
    const checked = read.check(value);
    if (checked.kind === 'given_up') throw new EvaluationFailure(`the schema ${checked.problem}`);
    return checked.errors;
  };
  const said = parsedText(actual);
  // An object or a list that came as text is meant as one; of `"42"` either may be.
  const isMeant = said !== undefined && typeof said.value === 'object' && said.value !== null;
  const asText = isMeant ? null : errorsOf(actual ?? null);
  const errors = said && asText?.length !== 0 ? errorsOf(said.value) : (asText ?? []);
  return truth(errors.length === 0, { errors: errors.slice(0, maxErrors), errorCount: errors.length });
};
