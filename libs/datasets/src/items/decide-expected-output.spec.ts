import { decideExpectedOutput } from './decide-expected-output';

describe('decideExpectedOutput', () => {
  const good = { status: 'completed', labels: [] };
  it.each([
    [undefined, good, 'recorded'],
    [undefined, { status: 'running', labels: [] }, 'recorded'],
    [undefined, { status: 'failed', labels: [] }, null],
    [undefined, { status: 'completed', labels: ['wrong_tool'] }, null],
    ['given', { status: 'failed', labels: ['wrong_tool'] }, 'given'],
    [null, good, null],
  ])('of %j for a run %j is %j', (given, run, expected) =>
    expect(decideExpectedOutput(given, 'recorded', run)).toBe(expected),
  );
});
