import { withinTime } from '@debrief/datasets';
import type { JsonValue } from '@debrief/kernel';
import type { ErrorObject } from 'ajv';
import { compileSchema, type JsonSchema } from '../schema/compile-schema';
import { EvaluationFailure } from './evaluation-failure';
import { type Outcome, truth } from './outcome';
import { parsedText } from './value-text';

const validateMs = 2_000;
const maxErrors = 20;
const maxErrorLength = 500;

/**
 * Whether a value is what a schema describes; text that is JSON may be it by what it says. Metadata has the errors.
 * @throws EvaluationFailure for a schema that cannot be used or takes longer than two seconds
 */
export const matchSchema = (actual: JsonValue | undefined, schema: JsonSchema): Outcome => {
  const compiled = compileSchema(schema);
  if (compiled.kind === 'refused') throw new EvaluationFailure(`config.schema ${compiled.problem}`);
  const { validate } = compiled;
  const errorsOf = (value: JsonValue): readonly ErrorObject[] => (validate(value) ? [] : [...(validate.errors ?? [])]);
  const judged = withinTime(validateMs, () => {
    const said = parsedText(actual);
    // An object or a list that came as text is meant as one; of `"42"` either may be.
    const isMeant = said !== undefined && typeof said.value === 'object' && said.value !== null;
    const asText = isMeant ? null : errorsOf(actual ?? null);
    const errors = said && asText?.length !== 0 ? errorsOf(said.value) : (asText ?? []);
    return truth(errors.length === 0, { errors: errors.slice(0, maxErrors).map(toLine), errorCount: errors.length });
  });
  if (judged === 'too_slow') throw new EvaluationFailure('the schema takes too long on this value');
  return judged.value;
};

const toLine = ({ instancePath, message = 'is wrong' }: ErrorObject): string =>
  `${instancePath || '(root)'} ${message}`.slice(0, maxErrorLength);
