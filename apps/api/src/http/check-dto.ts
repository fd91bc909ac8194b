import { DomainError } from '@debrief/kernel';
import type { Type } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { fieldsOf, type Field } from './fields';

/**
 * Makes an instance of a DTO class from untrusted input. Unknown fields are left out, `null` counts as absent (unless the field is
 * nullable), and nothing but declared fields is ever copied, so `__proto__` is no way in.
 * @param source `text` for a query string, where numbers and booleans arrive as text
 * @throws DomainError INVALID with each wrong field; its subject is `query` where text is no value of its field's kind
 */
export const checkDto = <T extends object>(
  dto: Type<T>,
  input: Readonly<Record<string, unknown>>,
  source: 'json' | 'text' = 'json',
): T => {
  const instance = new dto();
  const missing: string[] = [];
  let isUnreadable = false;
  let given = false;
  for (const [name, field] of fieldsOf(dto)) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (value === undefined || (value === null && !field.nullable)) {
      if (field.required) missing.push(name);
      continue;
    }
    given = true;
    isUnreadable ||= source === 'text' && !isReadable(field, value);
    Object.assign(instance, { [name]: source === 'text' ? fromText(field, value) : value });
  }
  // Defaults are right by themselves: input without a field of ours (most queries) costs nothing.
  if (!given && missing.length === 0) return instance;
  const problems = validateSync(instance, { forbidUnknownValues: false, stopAtFirstError: true });
  const fields = Object.fromEntries(
    problems.map(({ property, constraints }) => [property, Object.values(constraints ?? {})[0] ?? 'is wrong']),
  );
  for (const name of missing) fields[name] = 'is required';
  if (Object.keys(fields).length === 0) return instance;
  const detail = Object.entries(fields).map(([name, problem]) => `${name} ${problem}`);
  throw new DomainError('INVALID', detail.join('; '), { fields, ...(isUnreadable && { subject: 'query' }) });
};

/** Whether the text of a query is a value at all: a field that is no list comes once, a number is digits. */
const isReadable = ({ kind }: Field, value: unknown): boolean => {
  if (kind === 'list') return true;
  if (typeof value !== 'string') return false;
  return !['whole', 'number', 'flag'].includes(kind) || typeof fromText({ kind }, value) !== 'string';
};

const fromText = ({ kind }: Pick<Field, 'kind'>, value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  if (kind === 'list') return [value];
  if (kind === 'whole') return /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  if (kind === 'number') return /^-?\d{1,16}(?:\.\d{1,16})?$/.test(value) ? Number(value) : value;
  if (kind === 'flag') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
};
