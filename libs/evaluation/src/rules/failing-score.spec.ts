import { failingScore, type Scored } from './failing-score';
import { measure, type Outcome, truth } from './outcome';

const label: Outcome = { dataType: 'CATEGORICAL', value: null, stringValue: 'bad', reasoning: null, metadata: {} };
const scored = (fields: Partial<Scored>): Scored => ({
  evaluatorId: 'e1',
  version: 2,
  isJudged: false,
  scoreName: 'quality',
  failBelow: 0.5,
  outcome: measure(0.4),
  agent: 'booker',
  step: null,
  lastSeq: 9,
  ...fields,
});

describe('failingScore', () => {
  it.each<[string, Partial<Scored>, boolean]>([
    ['a number under the limit', {}, true],
    ['a number at the limit', { outcome: measure(0.5) }, false],
    ['a number over it', { outcome: measure(0.9) }, false],
    ['false', { outcome: truth(false), failBelow: 0 }, true],
    ['true', { outcome: truth(true), failBelow: 1 }, false],
    ['a category', { outcome: label }, false],
    ['a number without a limit', { failBelow: null }, false],
    ['false without a limit', { outcome: truth(false), failBelow: null }, false],
  ])('%s: %s', (_what, fields, isFound) => expect(failingScore(scored(fields)) !== null).toBe(isFound));

  it('of a run points at its end, of an observation at that', () => {
    expect(failingScore(scored({}))).toMatchObject({
      detection: {
        label: 'evaluator:quality',
        detector: 'evaluator:e1',
        version: '2',
        tier: 'symptom',
        confidence: 1,
        criticalStepSeq: 9,
        summary: 'The score quality is 0.4, under 0.5.',
      },
      subject: { agent: 'booker', type: 'run', name: null, error: null },
    });
    const step = { seq: 4, type: 'llm_call', name: 'answer' };
    expect(failingScore(scored({ step, isJudged: true }))).toMatchObject({
      detection: { criticalStepSeq: 4, evidenceRefs: [4], confidence: 0.8 },
      subject: { type: 'llm_call', name: 'answer' },
    });
  });
});
