import type { JsonValue } from '@debrief/kernel';
import { type ObservationLevel, toObservationLevel } from '../../dialects/otlp/conventions/fields/observation';

export { observationLevels as levels } from '../../dialects/otlp/conventions/fields/observation';
export type Level = ObservationLevel;

/** A level in any case; INFO reads as DEFAULT. Undefined: it is none. */
export const readLevel = (value: JsonValue | undefined): Level | undefined =>
  typeof value === 'string' ? (toObservationLevel(value) ?? undefined) : undefined;
