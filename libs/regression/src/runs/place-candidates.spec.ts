import { placeCandidates } from './place-candidates';

const attempt = (number: number, traceExternalId: string, changes: object = {}) => ({
  attempt: number,
  traceExternalId,
  isCandidate: false,
  outcome: null,
  hits: 0,
  misses: 0,
  ...changes,
});
const cases = [
  { id: '1', traceExternalId: 'a', attempts: [attempt(1, 'r1'), attempt(2, 'r2', { hits: 1 })] },
  { id: '2', traceExternalId: 'b', attempts: [attempt(1, 'x', { isCandidate: true })] },
  { id: '3', traceExternalId: 'c', attempts: [] },
];
const place = (text: string): string =>
  placeCandidates(
    cases,
    text.split(' ').map((word) => {
      const [caseTraceId = '', traceId = ''] = word.split('=');
      return { caseTraceId, traceId };
    }),
  )
    .map((one) => `${one.caseId}.${one.attempt}${one.isNew ? '+' : ''}=${one.traceId}`)
    .join(' ');

describe('placeCandidates', () => {
  it.each([
    ['into a case that has none', 'c=y', '3.1+=y'],
    ['in place of a result trace that is not begun, not of one that is', 'a=y a=z', '1.1=y 1.3+=z'],
    ['beside another candidate', 'b=y', '2.2+=y'],
    ['nowhere when the case has it', 'b=x a=r2', ''],
    ['five to a case', 'c=1 c=2 c=3 c=4 c=5', '3.1+=1 3.2+=2 3.3+=3 3.4+=4 3.5+=5'],
  ])('puts a candidate %s', (_name, given, expected) => expect(place(given)).toBe(expected));

  it.each([
    ['for no case', 'z=y', 'candidates.0.case_trace_id'],
    ['that is a case', 'a=b', 'candidates.0.trace_id'],
    ['of another case', 'c=x', 'candidates.0.trace_id'],
    ['of two cases', 'b=y c=y', 'candidates.1.trace_id'],
    ['that is the sixth', 'c=1 c=2 c=3 c=4 c=5 c=6', 'candidates.5'],
  ])('refuses a candidate %s', (_name, given, field) =>
    expect(() => place(given)).toThrow(expect.objectContaining({ fields: { [field]: expect.any(String) } })),
  );
});
