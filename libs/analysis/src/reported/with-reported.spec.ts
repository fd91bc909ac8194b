import type { Detection, Subject, Verdict } from '../detection';
import { failedVerdict } from '../failed-verdict';
import { withReported } from './with-reported';

const found = (label: string, fields: Partial<Detection> = {}): Detection => ({
  label,
  detector: label,
  version: '1',
  tier: 'symptom',
  confidence: 0.8,
  severity: 'medium',
  evidenceRefs: [3],
  criticalStepSeq: 3,
  summary: 'It failed.',
  evidence: [],
  ...fields,
});
const step: Subject = { agent: 'booker', type: 'tool_call', name: 'search', error: null };
const run: Subject = { agent: 'booker', type: 'run', name: null, error: null };
const report = (label: string, id = '1', fields: Partial<Detection> = {}) => ({
  detection: found(label, { detector: `evaluator:${id}`, ...fields }),
  subject: run,
});
const verdict: Verdict = {
  ...failedVerdict,
  labels: ['tool_error'],
  criticalStepSeq: 3,
  confidence: 0.8,
  rootCause: 'Step 3 failed.',
  detections: [found('tool_error')],
  subjects: [step],
};

describe('withReported', () => {
  it('leaves a verdict alone of which nobody reports anything', () => expect(withReported(verdict, [])).toBe(verdict));

  it('adds what is reported beside its step, and says no other critical step', () => {
    expect(withReported(verdict, [report('evaluator:quality')])).toEqual({
      ...verdict,
      labels: ['tool_error', 'evaluator:quality'],
      detections: [found('tool_error'), report('evaluator:quality').detection],
      subjects: [step, run],
    });
  });

  it('done twice is done once, and taken back it was never there', () => {
    const once = withReported(verdict, [report('evaluator:quality')]);
    expect(withReported(once, [report('evaluator:quality')])).toEqual(once);
    expect(withReported(once, [])).toEqual(verdict);
    expect(withReported(once, [report('evaluator:tone', '2')])).toEqual(
      withReported(verdict, [report('evaluator:tone', '2')]),
    );
  });

  it('lists a label that two report once', () =>
    expect(withReported(verdict, [report('evaluator:a', '1'), report('evaluator:a', '2')]).labels).toEqual([
      'tool_error',
      'evaluator:a',
    ]));

  it('gives a finding of an analysis from outside no step that it does not have', () => {
    const outside = { ...verdict, subjects: [] };
    expect(withReported(outside, [report('evaluator:a')]).subjects).toEqual([
      { agent: null, type: 'unknown', name: null, error: null },
      run,
    ]);
  });
});
