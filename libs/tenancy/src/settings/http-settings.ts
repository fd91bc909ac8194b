import { invalid } from '@debrief/kernel';

/** What a project's requests may take where it says nothing. */
export const defaultSlowMs = 1_000;

const maxSlowMs = 2 ** 31 - 1;

/** How long an HTTP request may take before it counts as slow, in whole milliseconds. */
export const readSlowMs = (field: string, value: unknown): number => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > maxSlowMs)
    throw invalid(field, `must be a whole number from 1 to ${maxSlowMs}`);
  return value;
};
