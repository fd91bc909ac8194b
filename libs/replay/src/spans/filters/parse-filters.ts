import {
  DomainError,
  type ErrorReason,
  isJsonObject,
  isRawJson,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@debrief/kernel';
import { parseMoment } from '../moments';
import {
  type ColumnType,
  type Condition,
  type FilterColumns,
  type FilterOp,
  filterOps,
  type FilterTarget,
  type FilterValue,
  jsonSources,
} from './condition';

const maxFilters = 50;
const maxBytes = 64 * 1024;

/** Types of the native form and what their operators mean (otel.md C2). */
const nativeOps: Readonly<Record<string, Readonly<Record<string, FilterOp>>>> = {
  string: { '=': 'eq', contains: 'contains', starts_with: 'starts_with', ends_with: 'ends_with' },
  number: { '=': 'eq', '>': 'gt', '<': 'lt', '>=': 'gte', '<=': 'lte' },
  datetime: { '>': 'gt', '<': 'lt', '>=': 'gte', '<=': 'lte' },
  string_options: { 'any of': 'in', 'none of': 'not_in' },
  boolean: { '=': 'eq', '<>': 'ne' },
  null: { 'is null': 'is_null', 'is not null': 'is_not_null' },
};

/** The documented form has no `none of`: it says `ne`. */
const documentedOps: ReadonlySet<string> = new Set(filterOps.filter((op) => op !== 'not_in'));

const order: readonly FilterOp[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'];
const always: readonly FilterOp[] = ['is_null', 'is_not_null'];
const words: readonly FilterOp[] = ['eq', 'ne', 'contains', 'starts_with', 'ends_with', 'in', 'not_in'];

const opsOf: Readonly<Record<ColumnType | 'json', ReadonlySet<FilterOp>>> = {
  text: new Set([...words, ...always]),
  number: new Set([...order, ...always]),
  moment: new Set([...order, ...always]),
  list: new Set([...always, 'eq', 'ne', 'contains', 'in', 'not_in']),
  json: new Set(filterOps),
};

/**
 * Reads `filters=`: a JSON array whose items may have either form (otel.md C2), as conditions that must all hold. Items that ask
 * nothing (an empty list of options) are left out.
 * @throws DomainError INVALID `invalid_filter_json`, `invalid_filter_column`, `too_many_filters`, `filter_json_too_large`
 */
export const parseFilters = (text: string | undefined, columns: FilterColumns): Condition[] => {
  if (text === undefined || text === '') return [];
  if (Buffer.byteLength(text) > maxBytes) throw refusal('filter_json_too_large', `must have at most ${maxBytes} bytes`);
  const items = parseItems(text);
  if (items.length > maxFilters) throw refusal('too_many_filters', `must hold at most ${maxFilters} conditions`);
  return items.flatMap((item, index) => parseItem(item, index, columns) ?? []);
};

const parseItems = (text: string): JsonValue[] => {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch {
    throw refusal('invalid_filter_json', 'is not JSON');
  }
  if (!Array.isArray(value)) throw refusal('invalid_filter_json', 'must be a JSON array');
  return value;
};

const parseItem = (item: JsonValue, index: number, columns: FilterColumns): Condition | null => {
  const at = `item ${index}`;
  if (!isJsonObject(item)) throw refusal('invalid_filter_json', `${at} must be an object`);
  const isDocumented = typeof item['key'] === 'string';
  const name = isDocumented ? item['key'] : item['column'];
  if (typeof name !== 'string' || name === '') throw refusal('invalid_filter_json', `${at} names no column or key`);
  const target = toTarget(name, columns, isDocumented);
  if (!target) throw refusal('invalid_filter_column', `${at} names an unknown column`);
  const op = isDocumented ? documentedOp(item, at) : nativeOp(item, at);
  const column = target.kind === 'column' ? columns[target.column] : undefined;
  const type = column?.type ?? 'json';
  if (!opsOf[type].has(op)) throw refusal('invalid_filter_json', `${at} compares a ${type} by ${op}`);
  const value = toValue(type, op, item['value']);
  if (value === undefined) throw refusal('invalid_filter_json', `${at} has a value that does not fit`);
  if (Array.isArray(value) && value.length === 0) return null;
  return { target, op, value: column?.fold ? folded(value, column.fold) : value };
};

const toTarget = (name: string, columns: FilterColumns, isDocumented: boolean): FilterTarget | undefined => {
  if (Object.hasOwn(columns, name)) return { kind: 'column', column: name };
  // Sessions are no spans: they have no JSON to look into.
  if (!Object.hasOwn(columns, 'tags')) return undefined;
  const source = jsonSources.find((prefix) => name.startsWith(`${prefix}.`) && name.length > prefix.length + 1);
  if (source) return { kind: 'json', source, key: name.slice(source.length + 1) };
  return isDocumented ? { kind: 'json', source: 'attributes', key: name } : undefined;
};

const documentedOp = ({ op }: JsonObject, at: string): FilterOp => {
  if (typeof op !== 'string' || !documentedOps.has(op)) throw refusal('invalid_filter_json', `${at} has an unknown op`);
  return op as FilterOp;
};

const nativeOp = ({ type, operator }: JsonObject, at: string): FilterOp => {
  const ops = typeof type === 'string' && Object.hasOwn(nativeOps, type) ? nativeOps[type] : undefined;
  if (!ops) throw refusal('invalid_filter_json', `${at} has an unknown type`);
  if (typeof operator !== 'string' || !Object.hasOwn(ops, operator))
    throw refusal('invalid_filter_json', `${at} has an operator that its type does not know`);
  return ops[operator] as FilterOp;
};

/** The value as the comparison takes it; undefined: it does not fit. */
const toValue = (type: ColumnType | 'json', op: FilterOp, given: JsonValue | undefined): FilterValue | undefined => {
  if (op === 'is_null' || op === 'is_not_null') return null;
  const value = isRawJson(given) ? Number(given.rawJSON) : given;
  if (op === 'in' || op === 'not_in') return Array.isArray(value) ? toTexts(value) : undefined;
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  if (type === 'moment') return typeof value === 'string' ? parseMoment(value) : undefined;
  if (type === 'json' && (typeof value === 'number' || typeof value === 'boolean')) return value;
  return typeof value === 'string' ? storable(value) : typeof value === 'number' ? String(value) : undefined;
};

const toTexts = (values: readonly JsonValue[]): string[] | undefined => {
  const texts = values.map((value) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? storable(String(value))
      : undefined,
  );
  return texts.every((text) => text !== undefined) ? (texts as string[]) : undefined;
};

/** Postgres takes no NUL in a text; none is stored either, so nothing equals one. */
const storable = (text: string): string | undefined => (text.includes('\u0000') ? undefined : text);

const folded = (value: FilterValue, fold: 'upper' | 'lower'): FilterValue => {
  const change = (text: string): string => (fold === 'upper' ? text.toUpperCase() : text.toLowerCase());
  if (typeof value === 'string') return change(value);
  return Array.isArray(value) ? (value as readonly string[]).map(change) : value;
};

const refusal = (reason: ErrorReason, problem: string): DomainError =>
  new DomainError('INVALID', `filters ${problem}`, { reason, fields: { filters: problem } });
