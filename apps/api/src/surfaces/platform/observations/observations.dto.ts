import { invalid } from '@debrief/kernel';
import { toObservationLevel } from '@debrief/ingestion';
import {
  condition,
  observationFilterColumns,
  type ObservationQuery,
  parsePlatformFilter,
  type PlatformCondition,
  platformTypes,
  withFilter,
} from '@debrief/replay';
import { toMicros } from './moments';

/** The plain parameters of a list of observations; each surface declares those that it has. */
interface PlainFilters {
  readonly name?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly type?: string;
  readonly traceId?: string;
  readonly model?: string;
  readonly level?: string;
  readonly parentObservationId?: string;
  readonly isRootObservation?: boolean;
  readonly environment?: string[];
  readonly version?: string;
}

/** Bounds of the start. */
interface Bounds {
  readonly from?: readonly [field: string, text: string | undefined];
  readonly to?: readonly [field: string, text: string | undefined];
}

const equalities = ['name', 'userId', 'traceId', 'version', 'sessionId', 'model'] as const;

/** What the plain parameters of a list ask. @throws DomainError INVALID for a type, a level or a time that is none */
export const toPlainConditions = (plain: PlainFilters, { from, to }: Bounds): PlatformCondition[] => [
  ...equalities.flatMap((column) => {
    const value = plain[column];
    return value === undefined ? [] : [condition(column, 'eq', value)];
  }),
  ...(plain.type === undefined ? [] : [condition('type', 'eq', toType(plain.type))]),
  ...(plain.level === undefined ? [] : [condition('level', 'eq', toLevel(plain.level))]),
  ...(plain.environment === undefined ? [] : [condition('environment', 'in', plain.environment)]),
  ...(plain.parentObservationId === undefined ? [] : [ofParent(plain.parentObservationId)]),
  ...(plain.isRootObservation === undefined ? [] : [condition('isRootObservation', 'eq', plain.isRootObservation)]),
  ...bound('gte', from),
  ...bound('lt', to),
];

/** Nothing in the place of a parent asks for those without one. */
const ofParent = (id: string): PlatformCondition =>
  id === '' ? condition('parentObservationId', 'is_null', null) : condition('parentObservationId', 'eq', id);

const bound = (op: 'gte' | 'lt', [field, text]: readonly [string, string | undefined] = ['', undefined]) =>
  text === undefined ? [] : [condition('startTime', op, toMicros(field, text))];

const toType = (text: string): string => {
  const type = text.toUpperCase();
  if (!(platformTypes as readonly string[]).includes(type))
    throw invalid('type', `must be one of ${platformTypes.join(', ')}`);
  return type;
};

const toLevel = (text: string): string => {
  const level = toObservationLevel(text);
  if (level === null) throw invalid('level', 'must be DEBUG, DEFAULT, WARNING or ERROR');
  return level.toLowerCase();
};

/** Plain parameters and `filter`, which wins over them. @throws DomainError INVALID */
export const toObservationQuery = (plain: readonly PlatformCondition[], filter?: string): ObservationQuery => ({
  conditions: withFilter(plain, parsePlatformFilter(filter, observationFilterColumns)),
});
