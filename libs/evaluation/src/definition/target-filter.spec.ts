import { type Filtered, passesFilter, readTargetFilter } from './target-filter';

const run: Filtered = {
  name: 'support',
  models: ['gpt-5', 'gpt-5-mini'],
  tags: ['eu', 'beta'],
  environment: 'production',
};

describe('a target filter', () => {
  it.each<[object, boolean]>([
    [{}, true],
    [{ names: [] }, true],
    [{ names: ['support', 'sales'] }, true],
    [{ names: ['sales'] }, false],
    [{ models: ['gpt-5-mini'] }, true],
    [{ models: ['claude'] }, false],
    [{ tags: ['beta', 'us'] }, true],
    [{ tags: ['us'] }, false],
    [{ environments: ['production'] }, true],
    [{ environments: ['staging'] }, false],
    [{ names: ['support'], environments: ['staging'] }, false],
  ])('%j lets the run pass: %s', (filter, isIn) => expect(passesFilter(readTargetFilter(filter), run)).toBe(isIn));

  it('that asks for a name leaves out what has none', () =>
    expect(passesFilter(readTargetFilter({ names: ['support'] }), { ...run, name: null })).toBe(false));

  it('takes types in any case', () =>
    expect(readTargetFilter({ observationTypes: ['generation'] }).observationTypes).toEqual(['GENERATION']));

  it.each([[[]], ['all'], [{ names: 'support' }], [{ tags: [1] }], [{ observationTypes: ['thought'] }]])(
    '%j is refused',
    (filter) => expect(() => readTargetFilter(filter)).toThrow(/targetFilter/),
  );
});
