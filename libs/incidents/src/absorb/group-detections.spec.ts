import type { Detection, Subject, Verdict } from '@debrief/analysis';
import { groupDetections } from './group-detections';

type Found = Partial<Detection> & { readonly step?: Partial<Subject> | null };

const verdictOf = (found: readonly Found[], rest: Partial<Verdict> = {}): Verdict => ({
  labels: [],
  criticalStepSeq: 3,
  confidence: 0,
  rootCause: 'Step 3 failed.',
  detections: found.map(({ step: _step, ...detection }) => ({
    label: 'tool_error',
    detector: 'tool-error',
    version: '1',
    tier: 'symptom',
    confidence: 0.8,
    severity: 'medium',
    evidenceRefs: [3],
    criticalStepSeq: 3,
    summary: 'A tool failed.',
    evidence: [],
    ...detection,
  })),
  subjects: found.flatMap(({ step }) =>
    step === null ? [] : [{ agent: 'booker', type: 'tool_call', name: 'search', error: null, ...step }],
  ),
  candidates: [],
  responsibleAgent: null,
  skipped: [],
  detectorSet: 'test',
  ...rest,
});
const group = (found: readonly Found[], threshold = 0.5, rest: Partial<Verdict> = {}) =>
  groupDetections(verdictOf(found, rest), { threshold, agent: 'of the run' });

describe('groupDetections', () => {
  it.each<[string, Found, number, number]>([
    ['a defect', { tier: 'defect' }, 0.5, 1],
    ['a symptom', { tier: 'symptom' }, 0.5, 1],
    ['a suspicion, however sure', { tier: 'suspicion', confidence: 1 }, 0.5, 0],
    ['one at the threshold', { confidence: 0.7 }, 0.7, 1],
    ['one below it', { confidence: 0.69 }, 0.7, 0],
    ['anything, at a threshold of 0', { confidence: 0 }, 0, 1],
  ])('%s', (_name, found, threshold, groups) => expect(group([found], threshold)).toHaveLength(groups));

  it('counts detections of one fingerprint together: lowest step, highest confidence and severity', () => {
    const found = [
      { criticalStepSeq: 9, confidence: 0.6 },
      { criticalStepSeq: 4, confidence: 0.95 },
      { criticalStepSeq: 7, severity: 'low' as const },
    ];
    expect(group(found)).toMatchObject([{ occurrences: 3, criticalStepSeq: 4, confidence: 0.95, severity: 'high' }]);
  });

  it('lists groups by fingerprint, whatever the order of the detectors', () => {
    const found: Found[] = ['a', 'b', 'c', 'd'].map((label) => ({ label }));
    const prints = group(found).map(({ fingerprint }) => fingerprint);
    expect(prints).toEqual([...prints].sort());
    expect(group(found.toReversed()).map(({ fingerprint }) => fingerprint)).toEqual(prints);
  });

  it.each([
    ['the root cause of the run at its critical step', { criticalStepSeq: 3 }, {}, 'Step 3 failed.'],
    ['the finding at another', { criticalStepSeq: 5 }, {}, 'A tool failed.'],
    ['the finding where the run has no root cause', { criticalStepSeq: 3 }, { rootCause: null }, 'A tool failed.'],
  ])('explains itself by %s', (_name, found, rest, expected) =>
    expect(group([found], 0.5, rest)[0]?.rootCause).toBe(expected),
  );

  it('takes the agent of the run where the step names none, and where nothing is known of the step', () => {
    expect(group([{ step: { agent: null } }])[0]?.title).toBe('Tool error: search of of the run');
    expect(group([{ step: null }])[0]?.title).toBe('Tool error: of the run');
  });
});
