import { condition, type PlatformCondition } from '@debrief/replay';
import { toMicros } from './observations/moments';

/** From one moment on and before another. */
export interface PeriodFields {
  readonly fromTimestamp?: string;
  readonly toTimestamp?: string;
}

/** @throws DomainError INVALID for a time that is none */
export const periodConditions = (column: string, { fromTimestamp, toTimestamp }: PeriodFields): PlatformCondition[] => [
  ...(fromTimestamp === undefined ? [] : [condition(column, 'gte', toMicros('fromTimestamp', fromTimestamp))]),
  ...(toTimestamp === undefined ? [] : [condition(column, 'lt', toMicros('toTimestamp', toTimestamp))]),
];
