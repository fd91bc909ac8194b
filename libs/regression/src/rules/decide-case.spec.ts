import type { Detection } from '@debrief/analysis';
import { decideAfter, decideBefore, decideRepeats, type Judgement } from './decide-case';
import { type RunFacts, toRunFacts } from './run-facts';

const run = (status: RunFacts['status'], labels: Record<string, number> = {}, isAnalysed = true): RunFacts => ({
  status,
  labels: Object.entries(labels).map(([label, confidence]) => ({ label, confidence })),
  isAnalysed,
});
const incident = ['ignored_ui_warning'];

const judgements: [string, RunFacts, Judgement][] = [
  ['completed', run('completed'), { outcome: 'pass', reason: 'completed' }],
  ['completed with another label', run('completed', { loop: 0.6 }), { outcome: 'pass', reason: 'completed' }],
  [
    'completed although the label fires',
    run('completed', { ignored_ui_warning: 0.2 }),
    { outcome: 'fail', reason: 'label_fired: ignored_ui_warning' },
  ],
  ['failed', run('failed'), { outcome: 'fail', reason: 'trace_failed' }],
  ['aborted', run('aborted'), { outcome: 'fail', reason: 'trace_aborted' }],
  ['failed, not analysed to the end', run('failed', {}, false), { outcome: 'fail', reason: 'trace_failed' }],
  [
    'completed, not analysed to the end',
    run('completed', {}, false),
    { outcome: 'unknown', reason: 'analysis_incomplete' },
  ],
  ['ended by a word of its own', run('ended'), { outcome: 'unknown', reason: 'trace_ended' }],
  ['abandoned', run('abandoned'), { outcome: 'unknown', reason: 'trace_abandoned' }],
  ['still running', run('running'), { outcome: 'unknown', reason: 'trace_running' }],
  [
    'still running, but the label fires',
    run('running', { ignored_ui_warning: 0.9 }),
    { outcome: 'fail', reason: 'label_fired: ignored_ui_warning' },
  ],
];

/** As a run of which an evaluator of the incident was asked what it finds. */
const heard = (facts: RunFacts, label: string, problem: string | null = null): RunFacts => ({
  ...facts,
  evaluations: [{ evaluatorId: 'e', label, version: problem === null ? 1 : null, problem }],
});

describe('a run that evaluators look at', () => {
  const city = 'evaluator:city';
  it.each<[string, RunFacts, Judgement]>([
    ['passes where they find nothing', heard(run('completed'), city), { outcome: 'pass', reason: 'completed' }],
    [
      'fails by what they find',
      heard(run('completed', { [city]: 0.8 }), city),
      { outcome: 'fail', reason: `label_fired: ${city}` },
    ],
    [
      'is unknown where they could not look, and does not pass',
      heard(run('completed'), city, 'model_key_missing'),
      { outcome: 'unknown', reason: `model_key_missing: ${city}` },
    ],
    [
      'is unknown where they could not look any more, whatever they found before',
      heard(run('completed', { [city]: 1 }), city, 'evaluator_deleted'),
      { outcome: 'unknown', reason: `evaluator_deleted: ${city}` },
    ],
    [
      'fails by another label of the incident where they could not look',
      heard(run('completed', { [city]: 1, loop: 1 }), city, 'evaluation_failed'),
      { outcome: 'fail', reason: 'label_fired: loop' },
    ],
    [
      'fails by its own word where they could not look',
      heard(run('failed'), city, 'evaluation_failed'),
      { outcome: 'fail', reason: 'trace_failed' },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(decideBefore(facts, [city, 'loop'])).toEqual(expected);
    expect(decideAfter(facts, { incident: [city, 'loop'], before: [] }, 0)).toEqual(expected);
  });
});

describe('decideBefore', () => {
  it.each(judgements)('of a run that is %s', (_name, facts, expected) =>
    expect(decideBefore(facts, incident)).toEqual(expected),
  );

  it('takes no new label for a failure', () =>
    expect(decideBefore(run('completed', { loop: 1 }), incident).outcome).toBe('pass'));
});

describe('decideAfter', () => {
  const known = { incident, before: ['ignored_ui_warning', 'flicker'] };

  it.each(judgements)('judges as before a run that is %s', (_name, facts, expected) =>
    expect(decideAfter(facts, known, 0)).toEqual(expected),
  );

  it.each([
    ['a new label of 0.9', { loop: 0.9 }, 'fail', 'new_label: loop'],
    ['a new label of 0.89', { loop: 0.89 }, 'pass', 'completed'],
    ['a label that a run before had', { flicker: 1 }, 'pass', 'completed'],
  ])('of %s is %s', (_name, labels, outcome, reason) =>
    expect(decideAfter(run('completed', labels), known, 0)).toEqual({ outcome, reason }),
  );

  it.each([run('completed'), run('failed'), run('completed', { ignored_ui_warning: 1 })])(
    'knows nothing of a run whose tool calls missed the cassette (%#)',
    (facts) => expect(decideAfter(facts, known, 1)).toEqual({ outcome: 'unknown', reason: 'cassette_miss' }),
  );
});

describe('decideRepeats', () => {
  const of = (outcome: Judgement['outcome']): Judgement => ({ outcome, reason: outcome });
  it.each([
    [['pass'], 'pass'],
    [['pass', 'pass', 'pass'], 'pass'],
    [['pass', 'fail', 'pass'], 'fail'],
    [['pass', 'unknown'], 'unknown'],
    [['unknown', 'fail'], 'fail'],
    [[], 'unknown'],
  ] as [Judgement['outcome'][], string][])('of %j is %s', (outcomes, expected) =>
    expect(decideRepeats(outcomes.map(of)).outcome).toBe(expected),
  );
});

describe('toRunFacts', () => {
  const found = (label: string, confidence: number, tier: Detection['tier'] = 'symptom') =>
    ({ label, confidence, tier }) as Detection;

  it('keeps the highest confidence of each label, by name, and no suspicion', () =>
    expect(
      toRunFacts('failed', {
        fallbackReason: null,
        verdict: {
          detections: [found('b', 0.5), found('a', 0.7, 'defect'), found('b', 0.8), found('c', 1, 'suspicion')],
        } as never,
      }),
    ).toEqual({
      status: 'failed',
      labels: [
        { label: 'a', confidence: 0.7 },
        { label: 'b', confidence: 0.8 },
      ],
      isAnalysed: true,
    }));

  it('says when the detectors did not run to the end', () =>
    expect(
      toRunFacts('completed', { fallbackReason: 'detector_error: X', verdict: { detections: [] } as never }).isAnalysed,
    ).toBe(false));
});
