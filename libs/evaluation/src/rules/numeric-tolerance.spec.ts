import type { JsonValue } from '@debrief/kernel';
import { numericTolerance, type Tolerance } from './numeric-tolerance';

const none: Tolerance = { absTolerance: 0, relTolerance: 0, path: [] };

describe('numeric_tolerance', () => {
  it.each<[JsonValue | undefined, JsonValue, Partial<Tolerance>, boolean, number | null]>([
    [42, 42, {}, true, 0],
    [43, 42, {}, false, 1],
    [43, 42, { absTolerance: 1 }, true, 1],
    [41, 42, { absTolerance: 0.5 }, false, 1],
    [110, 100, { relTolerance: 0.1 }, true, 10],
    [-110, -100, { relTolerance: 0.1 }, true, 10],
    [111, 100, { relTolerance: 0.1, absTolerance: 5 }, false, 11],
    [1, 0, { relTolerance: 1 }, false, 1],
    [' 4.2e1 ', '42', {}, true, 0],
    [{ total: 42 }, 42, { path: ['total'] }, true, 0],
    ['{"total":[1,42]}', 42, { path: ['total', 1] }, true, 0],
    ['the answer is 42', 42, {}, false, null],
    [{ total: 42 }, 42, { path: ['sum'] }, false, null],
    [undefined, 42, {}, false, null],
    [true, 1, {}, false, null],
    ['Infinity', 1, {}, false, null],
    [42, 'many', {}, false, null],
  ])('%j for %j within %j: %s', (actual, expected, tolerance, isTrue, difference) =>
    expect(numericTolerance(actual, expected, { ...none, ...tolerance })).toMatchObject({
      value: isTrue ? 1 : 0,
      metadata: { difference },
    }),
  );
});
