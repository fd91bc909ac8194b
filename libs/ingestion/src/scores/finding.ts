import { invalid, isRawJson, type JsonValue } from '@debrief/kernel';
import { finiteNumber } from '../dialects/native/check-llm-call';

export const scoreDataTypes = ['NUMERIC', 'CATEGORICAL', 'BOOLEAN', 'TEXT'] as const;
export type ScoreDataType = (typeof scoreDataTypes)[number];

/** What a score says. Of a boolean `value` is 0 or 1 and `stringValue` False or True; of a category `value` is its number, if it has one. */
export interface Finding {
  readonly value: number | null;
  readonly stringValue: string | null;
  readonly dataType: ScoreDataType;
}

/** The fields of a body that say it, as sent. */
export interface SentFinding {
  readonly value?: JsonValue;
  readonly stringValue?: JsonValue;
  readonly dataType?: JsonValue;
}

const maxText = 500;
const maxCategory = 10_000;

/**
 * Reads a score's type and value (platform.md B1). Without a type a number is NUMERIC, a text CATEGORICAL, a boolean BOOLEAN, and so is a
 * `stringValue` that says true or false; a type that is given must fit.
 * @returns null where neither value nor stringValue is given
 * @throws DomainError INVALID with the field
 */
export const readFinding = ({ value, stringValue, dataType }: SentFinding): Finding | null => {
  const type = readDataType(dataType);
  const sent = value ?? null;
  if (sent !== null && !isScalar(sent)) throw invalid('value', 'must be a number, a string or a boolean');
  const text = stringValue ?? null;
  if (text !== null && typeof text !== 'string') throw invalid('stringValue', 'must be a string');
  if (sent === null && text === null) return null;
  switch (type ?? inferType(sent, text)) {
    case 'NUMERIC':
      return numeric(sent, text);
    case 'BOOLEAN':
      return boolean(sent, text);
    case 'CATEGORICAL':
      return categorical(sent, text);
    case 'TEXT':
      return longText(sent, text);
  }
};

/** Null: none is given. @throws DomainError INVALID for another word */
export const readDataType = (sent: JsonValue | undefined): ScoreDataType | null => {
  if (sent === undefined || sent === null) return null;
  const type = typeof sent === 'string' ? scoreDataTypes.find((one) => one === sent.toUpperCase()) : undefined;
  if (!type) throw invalid('dataType', `must be one of ${scoreDataTypes.join(', ')}`);
  return type;
};

const isScalar = (value: JsonValue): boolean => typeof value !== 'object' || isRawJson(value);

const truths: ReadonlyMap<string, 0 | 1> = new Map([
  ['true', 1],
  ['false', 0],
]);
const truthOf = (text: string): 0 | 1 | null => truths.get(text.toLowerCase()) ?? null;

/** A text beside a number is the name of a category, and the number its place. */
const inferType = (value: JsonValue, text: string | null): ScoreDataType => {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'string') return 'CATEGORICAL';
  if (text === null) return 'NUMERIC';
  return truthOf(text) !== null && (value === null || value === truthOf(text)) ? 'BOOLEAN' : 'CATEGORICAL';
};

const numeric = (value: JsonValue, text: string | null): Finding => {
  const number = typeof value === 'boolean' ? null : finiteNumber(value);
  if (number === null) throw invalid('value', 'must be a finite number');
  if (text !== null) throw invalid('stringValue', 'cannot be given with a NUMERIC value');
  return { value: number, stringValue: null, dataType: 'NUMERIC' };
};

/** @param truth 0 or 1 */
export const booleanFinding = (truth: 0 | 1): Finding => ({
  value: truth,
  stringValue: truth === 1 ? 'True' : 'False',
  dataType: 'BOOLEAN',
});

const boolean = (value: JsonValue, text: string | null): Finding => {
  const said = [value, text].filter((one) => one !== null).map(readTruth);
  const [truth] = said;
  if (truth === undefined || truth === null || said.includes(null))
    throw invalid(value === null ? 'stringValue' : 'value', 'must be 0, 1, true or false');
  if (said.some((one) => one !== truth)) throw invalid('stringValue', 'must say what value says');
  return booleanFinding(truth);
};

const readTruth = (value: JsonValue): 0 | 1 | null => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return truthOf(value);
  return value === 0 || value === 1 ? value : null;
};

const categorical = (value: JsonValue, text: string | null): Finding => {
  const [name, field] = typeof value === 'string' ? [value, 'value'] : [text, 'stringValue'];
  if (name === null) throw invalid('value', 'must be a string');
  if (typeof value === 'string' && text !== null && text !== value)
    throw invalid('stringValue', 'must say what value says');
  if (name === '' || name.length > maxCategory) throw invalid(field, `must have from 1 to ${maxCategory} characters`);
  if (typeof value === 'boolean') throw invalid('value', 'must be a string');
  const number = value === null || typeof value === 'string' ? null : finiteNumber(value);
  if (number === null && value !== null && typeof value !== 'string') throw invalid('value', 'must be a finite number');
  return { value: number, stringValue: name, dataType: 'CATEGORICAL' };
};

/** Its length is told in characters, not in UTF-16 code units. A number beside the text is what other servers show of it: 0. */
const longText = (value: JsonValue, text: string | null): Finding => {
  const said = typeof value === 'string' ? value : text;
  if (said === null) throw invalid('value', 'must be a string');
  const { length } = [...said];
  if (length === 0 || length > maxText)
    throw invalid(typeof value === 'string' ? 'value' : 'stringValue', `must have from 1 to ${maxText} characters`);
  return { value: null, stringValue: said, dataType: 'TEXT' };
};
