import type { JsonValue } from '@debrief/kernel';

export const levels = ['DEBUG', 'DEFAULT', 'WARNING', 'ERROR'] as const;
export type Level = (typeof levels)[number];

/** A level in any case; INFO reads as DEFAULT. Undefined: it is none. */
export const readLevel = (value: JsonValue | undefined): Level | undefined => {
  if (typeof value !== 'string') return undefined;
  const word = value.toUpperCase();
  return word === 'INFO' ? 'DEFAULT' : levels.find((level) => level === word);
};
