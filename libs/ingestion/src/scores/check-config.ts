import { invalid, type JsonObject } from '@debrief/kernel';
import { finiteNumber } from '../dialects/native/check-llm-call';
import type { ScoreDataType } from './finding';
import { booleanCategories, type ScoreCategory } from './score-config';

/** What a config fixes of its scores, as somebody wants it. */
export interface ConfigRules {
  readonly name: string;
  readonly dataType: ScoreDataType;
  readonly minValue: number | null;
  readonly maxValue: number | null;
  /** Null: none given. */
  readonly categories: readonly JsonObject[] | readonly ScoreCategory[] | null;
}

const namePattern = /^[\p{L}\p{N}_ .()-]{1,35}$/u;

/**
 * Checks what a config is to fix, as Langfuse does, and gives its categories: those of BOOLEAN are always the same.
 * @throws DomainError INVALID with the field
 */
export const checkConfig = (rules: ConfigRules): readonly ScoreCategory[] | null => {
  const { name, dataType, minValue, maxValue, categories } = rules;
  if (!namePattern.test(name)) throw invalid('name', 'must be 1 to 35 letters, digits, spaces or any of _ . ( ) -');
  if (dataType !== 'NUMERIC' && minValue !== null) throw invalid('minValue', 'is of NUMERIC alone');
  if (dataType !== 'NUMERIC' && maxValue !== null) throw invalid('maxValue', 'is of NUMERIC alone');
  if (minValue !== null && maxValue !== null && minValue >= maxValue)
    throw invalid('maxValue', 'must be above minValue');
  if (dataType === 'BOOLEAN') {
    if (categories !== null && JSON.stringify(categories) !== JSON.stringify(booleanCategories))
      throw invalid('categories', 'of BOOLEAN cannot be given');
    return booleanCategories;
  }
  if (dataType === 'CATEGORICAL') return checkCategories(categories ?? []);
  if (categories !== null) throw invalid('categories', 'is of CATEGORICAL alone');
  return null;
};

const maxLabel = 10_000;

const checkCategories = (sent: readonly JsonObject[] | readonly ScoreCategory[]): ScoreCategory[] => {
  if (sent.length === 0) throw invalid('categories', 'must hold at least one category');
  const categories = sent.map((item, index) => toCategory(item as JsonObject, `categories.${index}`));
  if (new Set(categories.map(({ label }) => label)).size < sent.length)
    throw invalid('categories', 'must have each label once');
  if (new Set(categories.map(({ value }) => value)).size < sent.length)
    throw invalid('categories', 'must have each value once');
  return categories;
};

const toCategory = ({ label, value }: JsonObject, at: string): ScoreCategory => {
  const number = finiteNumber(value);
  if (typeof label !== 'string' || label === '' || label.length > maxLabel)
    throw invalid(`${at}.label`, 'must be a string that is not empty');
  if (number === null) throw invalid(`${at}.value`, 'must be a number');
  return { label, value: number };
};
