import { decideCase, findFittingCases, type LinkedRun, type RunSubject } from './fit-cases';

const subject = (externalId: string, goal: string | null, ...datasetItems: string[]): RunSubject => ({
  externalId,
  goal,
  datasetItems,
});
const linked = (goal: string | null, item: string | null = null, caseTraceId: string | null = null): LinkedRun => ({
  ...subject('after', goal, ...(item === null ? [] : [item])),
  caseTraceId,
});
const cases = [subject('a', 'book', 'i1'), subject('b', 'book', 'i2'), subject('c', 'cancel'), subject('d', null)];

describe('findFittingCases', () => {
  it.each([
    ['its item, before its goal', linked('book', 'i2'), ['b']],
    ['its goal, where no case has its item', linked('cancel', 'i9'), ['c']],
    ['its goal', linked('cancel'), ['c']],
    ['all of its goal', linked('book'), ['a', 'b']],
    ['none: a run without a goal is like no other', linked(null), []],
    ['none of another goal', linked('pay'), []],
  ])('finds by %s', (_what, run, found) => expect(findFittingCases(run, cases)).toEqual(found));
});

describe('decideCase', () => {
  it.each([
    ['the one that is named, whatever fits', linked('cancel', 'i1', 'd'), 'd'],
    ['the only one that fits', linked('cancel'), 'c'],
    ['none', linked('pay'), null],
  ])('is %s', (_what, run, found) => expect(decideCase(run, cases)).toBe(found));

  it.each([
    ['several fit', linked('book')],
    ['a case is named that is none', linked('cancel', null, 'x')],
  ])('refuses where %s', (_what, run) =>
    expect(() => decideCase(run, cases)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { caseTraceId: expect.any(String) } }),
    ),
  );
});
