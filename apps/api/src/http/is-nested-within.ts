import { type JsonValue, isRawJson } from '@debrief/kernel';
import { ValidateBy } from 'class-validator';

/** Whether no branch of objects and arrays is deeper than `levels`, the value itself being the first. Safe at any depth. */
export const isNestedWithin = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null || isRawJson(value as JsonValue)) return true;
  return levels > 0 && Object.values(value).every((inner) => isNestedWithin(inner, levels - 1));
};

/** README rule 9; without it a deep value would overflow the stack of whatever walks it later. */
export const NestedWithin = (levels: number): PropertyDecorator =>
  ValidateBy({
    name: 'nestedWithin',
    validator: {
      validate: (value) => isNestedWithin(value, levels),
      defaultMessage: () => `must not be nested deeper than ${levels} levels`,
    },
  });
