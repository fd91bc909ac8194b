import { createMasker, type MaskerRules } from '@debrief/ingestion';
import { isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';

const redacted = '[REDACTED]';

/**
 * Masks what leaves the product in a bundle, in place: by the project's rules, and e-mail addresses always (native.md §13).
 * @returns rule → masks; `at_ingestion`: what was masked already when it was stored
 */
export const maskContext = (value: JsonObject, rules: MaskerRules): Record<string, number> => {
  const before = countRedacted(value);
  const { counts } = createMasker({ ...rules, maskEmails: true }).maskValue(value);
  return { ...counts, ...(before > 0 && { at_ingestion: before }) };
};

const countRedacted = (value: JsonValue): number => {
  if (typeof value === 'string') return value.split(redacted).length - 1;
  if (typeof value !== 'object' || value === null || isRawJson(value)) return 0;
  return Object.values(value).reduce<number>((total, inner) => total + countRedacted(inner as JsonValue), 0);
};
