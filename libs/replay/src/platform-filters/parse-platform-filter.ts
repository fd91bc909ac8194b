import { DomainError, isJsonObject, isRawJson, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';
import type { FilterValue } from '../spans/filters/condition';
import { parseMoment } from '../spans/moments';
import type {
  PlatformColumn,
  PlatformColumnKind,
  PlatformColumns,
  PlatformCondition,
  PlatformOp,
} from './platform-condition';

const maxFilters = 50;
const maxBytes = 64 * 1024;
const maxTextLength = 4096;

/** What a type of filter compares with, and what its operators mean. */
interface FilterType {
  readonly value: 'moment' | 'text' | 'number' | 'flag' | 'texts' | 'none';
  readonly ops: Readonly<Record<string, PlatformOp>>;
}

const ordered = { '=': 'eq', '>': 'gt', '<': 'lt', '>=': 'gte', '<=': 'lte' } as const;
const worded = {
  '=': 'eq',
  contains: 'contains',
  'does not contain': 'not_contains',
  'starts with': 'starts_with',
  'ends with': 'ends_with',
} as const;
const either = { '=': 'eq', '<>': 'ne' } as const;
const someOf = { 'any of': 'in', 'none of': 'not_in' } as const;

const types: Readonly<Record<string, FilterType>> = {
  datetime: { value: 'moment', ops: { '>': 'gt', '<': 'lt', '>=': 'gte', '<=': 'lte' } },
  string: { value: 'text', ops: worded },
  number: { value: 'number', ops: ordered },
  stringOptions: { value: 'texts', ops: someOf },
  categoryOptions: { value: 'texts', ops: someOf },
  arrayOptions: { value: 'texts', ops: { ...someOf, 'all of': 'all_of' } },
  stringObject: { value: 'text', ops: worded },
  numberObject: { value: 'number', ops: ordered },
  booleanObject: { value: 'flag', ops: either },
  boolean: { value: 'flag', ops: either },
  null: { value: 'none', ops: { 'is null': 'is_null', 'is not null': 'is_not_null' } },
};

/** Which types of filter a column can be asked by; each also by `null`. */
const typesOf: Readonly<Record<PlatformColumnKind, readonly string[]>> = {
  text: ['string', 'stringOptions'],
  number: ['number'],
  moment: ['datetime'],
  flag: ['boolean'],
  list: ['arrayOptions', 'stringOptions'],
  object: ['stringObject', 'numberObject', 'booleanObject', 'categoryOptions'],
};

/**
 * Reads `filter=`: a JSON list of `{type, column, operator, value, key}` (platform.md D), as conditions that must all hold. Items that
 * ask nothing (an empty list of options) are left out.
 * @throws DomainError INVALID with the path of what is wrong: `filter.0.column`
 */
export const parsePlatformFilter = (text: string | undefined, columns: PlatformColumns): PlatformCondition[] => {
  if (text === undefined || text === '') return [];
  if (Buffer.byteLength(text) > maxBytes) throw refusal('filter', `must have at most ${maxBytes} bytes`);
  const items = parseItems(text);
  if (items.length > maxFilters) throw refusal('filter', `must hold at most ${maxFilters} conditions`);
  return items.flatMap((item, index) => parseItem(item, `filter.${index}`, columns) ?? []);
};

const parseItems = (text: string): JsonValue[] => {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch {
    throw refusal('filter', 'must be JSON');
  }
  if (!Array.isArray(value)) throw refusal('filter', 'must be a JSON list');
  return value;
};

const parseItem = (item: JsonValue, at: string, columns: PlatformColumns): PlatformCondition | null => {
  if (!isJsonObject(item)) throw refusal(at, 'must be an object');
  const type = oneOf(types, item['type'], `${at}.type`);
  const column = oneOf(columns, item['column'], `${at}.column`);
  const { kind } = column.found;
  if (type.name !== 'null' && !typesOf[kind].includes(type.name))
    throw refusal(`${at}.type`, `must be ${typesOf[kind].join(' or ')} for this column`);
  const op = oneOf(type.found.ops, item['operator'], `${at}.operator`).found;
  const value = toValue(type.found.value, item['value']);
  if (value === undefined) throw refusal(`${at}.value`, `is no value of a ${type.name} filter`);
  if (Array.isArray(value) && value.length === 0) return null;
  const key = kind === 'object' ? readKey(item, type.name, `${at}.key`) : {};
  const name = column.found.aliasOf ?? column.name;
  return { column: name, ...key, op, value: folded(value, column.found) };
};

/** Own names only: they come from strangers. */
const oneOf = <T>(table: Readonly<Record<string, T>>, name: JsonValue | undefined, at: string) => {
  if (typeof name !== 'string') throw refusal(at, name === undefined ? 'is required' : 'must be a string');
  if (!Object.hasOwn(table, name)) throw refusal(at, `must be one of ${Object.keys(table).join(', ')}`);
  return { name, found: table[name] as T };
};

/** Whether an object is there at all can be asked without a key. */
const readKey = ({ key }: JsonObject, type: string, at: string): { readonly key?: string } => {
  if ((key === undefined || key === null || key === '') && type === 'null') return {};
  if (typeof key !== 'string' || key === '' || !isStorable(key)) throw refusal(at, 'is required');
  return { key };
};

/** The value as the comparison takes it; undefined: it does not fit. */
const toValue = (kind: FilterType['value'], given: JsonValue | undefined): FilterValue | undefined => {
  const value = isRawJson(given) ? Number(given.rawJSON) : given;
  switch (kind) {
    case 'none':
      return null;
    case 'moment':
      return typeof value === 'string' ? parseMoment(value) : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'text':
      return typeof value === 'string' && isStorable(value) ? value : undefined;
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string' && isStorable(one))
        ? (value as string[])
        : undefined;
  }
};

/** Postgres takes no NUL in a text; none is stored either, so nothing equals one. */
const isStorable = (text: string): boolean => text.length <= maxTextLength && !text.includes('\u0000');

const folded = (value: FilterValue, { fold }: PlatformColumn): FilterValue => {
  if (fold === undefined) return value;
  const change = (text: string): string => (fold === 'upper' ? text.toUpperCase() : text.toLowerCase());
  if (typeof value === 'string') return change(value);
  return Array.isArray(value) ? (value as readonly string[]).map(change) : value;
};

const refusal = (path: string, problem: string): DomainError =>
  new DomainError('INVALID', `${path} ${problem}`, { fields: { [path]: problem } });
