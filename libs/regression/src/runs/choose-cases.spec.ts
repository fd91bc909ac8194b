import { type CaseWish, chooseCases } from './choose-cases';

const runs = ['e', 'd', 'c', 'b', 'a'].map((externalId) => ({ traceId: `id of ${externalId}`, externalId }));
/** `a=x` is the candidate x for the case a. */
const candidates = (text: string): CaseWish['candidates'] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [caseTraceId = '', traceId = ''] = word.split('=');
      return { caseTraceId, traceId };
    });
const choose = (given: string, traceIds?: readonly string[], maxCases = 3): string =>
  chooseCases(runs, { candidates: candidates(given), traceIds, maxCases })
    .map(({ externalId }) => externalId)
    .join('');

describe('chooseCases', () => {
  it.each([
    ['the newest', '', undefined, 'edc'],
    ['those that are named', '', ['a', 'c'], 'ac'],
    ['each once', '', ['a', 'a'], 'a'],
    ['those with a candidate first', 'b=x a=y', undefined, 'bae'],
    ['named ones, those with a candidate first', 'a=x', ['c', 'a'], 'ac'],
    ['no run that is a candidate', 'd=e', undefined, 'dcb'],
    ['a case of several candidates once', 'a=x a=y', undefined, 'aed'],
  ] as [string, string, string[] | undefined, string][])('takes %s', (_name, given, traceIds, expected) =>
    expect(choose(given, traceIds)).toBe(expected),
  );

  it.each([
    ['a run of another incident', '', ['a', 'z'], 'trace_ids.1'],
    ['more runs than cases', '', ['a', 'b', 'c', 'd'], 'trace_ids'],
    ['a candidate for a run of another incident', 'a=x z=y', undefined, 'candidates.1.case_trace_id'],
    ['a candidate for a run that is not named', 'b=x', ['a'], 'candidates.0.case_trace_id'],
    ['a candidate for itself', 'a=a', undefined, 'candidates.0.case_trace_id'],
    ['a candidate twice', 'a=x b=x', undefined, 'candidates.1.trace_id'],
    ['six candidates for a case', 'a=1 a=2 a=3 a=4 a=5 a=6', undefined, 'candidates'],
    ['candidates for more cases than wanted', 'a=1 b=2 c=3 d=4', undefined, 'candidates'],
  ] as [string, string, string[] | undefined, string][])('refuses %s', (_name, given, traceIds, field) =>
    expect(() => choose(given, traceIds)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    ),
  );
});
