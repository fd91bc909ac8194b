import type { JsonObject } from '@debrief/kernel';
import { type EventSketch, makeRun } from '../../../../../test/factories/make-run';
import { detectSeed, type SeedLabel } from './seed';

const goal = 'Book the Tuesday slot, stop before payment';
const manyWords = Array.from({ length: 1_000 }, (_, index) => `word${String(index).padStart(4, '0')}`).join(' ');

const click = (target: string, more: JsonObject = {}): EventSketch => [
  'browser_action',
  { action: 'click', target, ...more },
];
const act = (action: string, more: JsonObject = {}): EventSketch => ['browser_action', { action, ...more }];
const snapshot = (payload: JsonObject): EventSketch => ['dom_snapshot', payload];
const check = (passed: boolean, ...mismatches: string[]): EventSketch => ['goal_check', { passed, mismatches }];
const say = (content: string, more: JsonObject = {}): EventSketch => ['agent_message', { content, ...more }];

/** `[confidence, critical step, evidence]`; null where it does not fire. */
type Expected = readonly [number, number, readonly number[]] | null;
type Row = readonly [name: string, events: readonly EventSketch[], expected: Expected, goal?: string | null];

const find = (label: SeedLabel, events: readonly EventSketch[], of: string | null): Expected => {
  const one = detectSeed(makeRun(events, { goal: of }), () => false).find((detection) => detection.label === label);
  return one ? [one.confidence, one.criticalStepSeq, one.evidenceRefs] : null;
};

const tables: Readonly<Record<SeedLabel, readonly Row[]>> = {
  browser_goal_mismatch: [
    [
      '(a) the earliest action that mentions a mismatch',
      [act('open'), click('Wednesday'), click('wednesday'), check(false, 'day is Wednesday')],
      [0.9, 1, [1, 3]],
    ],
    [
      '(a) an action that mentions it in its value',
      [act('fill', { value: 'on wednesday' }), check(false, 'Wednesday')],
      [0.9, 0, [0, 1]],
    ],
    ['(a) in its url', [act('navigate', { url: 'https://x/Wednesday' }), check(false, 'Wednesday')], [0.9, 0, [0, 1]]],
    [
      '(a) in its metadata, as JSON text',
      [act('click', { metadata: { day: 'Wednesday' } }), check(false, 'Wednesday')],
      [0.9, 0, [0, 1]],
    ],
    [
      '(a) an object as target is JSON text',
      [act('click', { target: { label: 'Wednesday' } }), check(false, 'Wednesday')],
      [0.9, 0, [0, 1]],
    ],
    ['(a) keeps the words that goals lose', [click('the button'), check(false, 'the')], [0.9, 0, [0, 1]]],
    ['(a) tokens of two letters do not count', [click('at'), check(false, 'at')], [0.9, 1, [1]]],
    ['(a) without such an action it is the check itself', [click('Name'), check(false, 'Wednesday')], [0.9, 1, [1]]],
    ['(a) an action after the check does not count', [check(false, 'Wednesday'), click('Wednesday')], [0.9, 0, [0]]],
    [
      '(a) without mismatches the values of the last snapshot',
      [
        snapshot({ selected_values: { day: 'Monday' } }),
        click('Wednesday 10'),
        snapshot({ selected_values: { day: 'Wednesday' } }),
        ['goal_check', { passed: false }],
      ],
      [0.9, 1, [1, 3]],
    ],
    ['(a) the first failed check counts', [check(false, 'Wednesday'), check(true), check(false, 'x')], [0.9, 0, [0]]],
    ['(a) also when a later one passed', [check(false, 'Wednesday'), check(true)], [0.9, 0, [0]]],
    ['(a) passed must be false, not falsy', [['goal_check', { passed: 0, mismatches: ['Wednesday'] }]], null],
    [
      '(b) the goal names what is not chosen',
      [click('Wednesday'), snapshot({ selected_values: { day: 'Wednesday' } })],
      [0.7, 1, [1]],
    ],
    [
      '(b) the action that touched what is missing',
      [click('Tuesday slot'), snapshot({ selected_values: { day: 'Wednesday' } })],
      [0.7, 0, [0, 1]],
    ],
    [
      '(b) a substring of a value is enough',
      [snapshot({ selected_values: { day: 'tuesdays slots before payments' } })],
      null,
    ],
    [
      '(b) only the last snapshot counts',
      [snapshot({ selected_values: { day: 'Wednesday' } }), snapshot({ selected_values: {} })],
      null,
    ],
    [
      '(b) an object as value is JSON text',
      [snapshot({ selected_values: { a: { day: 'Tuesday slot before payment' } } })],
      null,
    ],
    ['(b) selected_values that are a list are none', [snapshot({ selected_values: ['Wednesday'] })], null],
    ['(b) not when the last check passed', [snapshot({ selected_values: { day: 'Wednesday' } }), check(true)], null],
    [
      '(c) the last message lacks a word of the goal',
      [say('Tuesday slot before payment'), say('All set')],
      [0.5, 1, [1]],
    ],
    ['(c) every goal token is looked for in actions', [click('payment'), say('All set')], [0.5, 0, [0, 1]]],
    ['(c) not when it has them all', [say('The TUESDAY slot, before-payment')], null],
    ['(c) not when it is empty', [say('')], null],
    ['(c) the last word of a long goal counts', [say(manyWords.replace('word0999', ''))], [0.5, 0, [0]], manyWords],
    ['(c) a long goal whose words are all there', [say(manyWords)], null, manyWords],
    [
      '(c) content that is an object is JSON text',
      [['agent_message', { content: { text: 'all set' } }]],
      [0.5, 0, [0]],
    ],
    ['(c) not when the last check passed', [check(true), say('All set')], null],
    ['nothing without a goal', [snapshot({ selected_values: { day: 'Wednesday' } }), say('All set')], null, null],
    ['nothing of a goal of stop words', [say('All set')], null, 'Please book this for you'],
    ['hyphens and slashes part words', [snapshot({ selected_values: { a: 'red', b: 'blue' } })], null, 'red-blue/red'],
    ['nothing in an empty run', [], null],
  ],
  ignored_ui_warning: [
    ['a click right after it', [snapshot({ warnings: ['Slot taken'] }), click('Next')], [0.6, 1, [0, 1]]],
    [
      'a warning that stands to the end, and a submit',
      [snapshot({ warnings: ['Slot taken'] }), act('fill'), act('submit'), snapshot({ warnings: ['Slot taken'] })],
      [0.9, 1, [0, 1]],
    ],
    [
      'a warning that stands, but nothing final',
      [snapshot({ warnings: ['Slot taken'] }), act('click')],
      [0.6, 1, [0, 1]],
    ],
    [
      'a last snapshot without it',
      [snapshot({ warnings: ['Slot taken'] }), act('submit'), snapshot({ warnings: [] })],
      [0.6, 1, [0, 1]],
    ],
    ['an action by its first word', [snapshot({ warnings: ['Slot taken'] }), act('Submit_form')], [0.9, 1, [0, 1]]],
    [
      'an action that does not progress is passed over',
      [snapshot({ warnings: ['Slot taken'] }), act('scroll'), act('press')],
      [0.6, 2, [0, 2]],
    ],
    [
      'an action between that deals with it',
      [snapshot({ warnings: ['Slot taken'] }), act('hover', { target: 'other slot' }), act('press')],
      null,
    ],
    [
      'the progressing action does not deal with it itself',
      [snapshot({ warnings: ['Slot taken'] }), click('other slot')],
      [0.6, 1, [0, 1]],
    ],
    [
      'the next warning when the first was dealt with',
      [
        snapshot({ warnings: ['Slot taken'] }),
        act('hover', { value: 'slot' }),
        click('Next'),
        snapshot({ warnings: ['Name missing'] }),
        click('Next'),
      ],
      [0.6, 4, [3, 4]],
    ],
    ['no action after it', [click('Next'), snapshot({ warnings: ['Slot taken'] })], null],
    ['an empty list', [snapshot({ warnings: [] }), click('Next')], null],
    ['warnings that are no list', [snapshot({ warnings: 'Slot taken' }), click('Next')], null],
  ],
  forbidden_action: [
    ['an action on it', [click('Continue to payment')], [0.9, 0, [0]]],
    ['by its url', [act('click', { url: '/payment' })], [0.9, 0, [0]]],
    ['with the snapshot that shows it', [snapshot({ visible_text: 'Payment' }), click('payment')], [0.9, 1, [0, 1]]],
    [
      'a page that shows it before any action',
      [snapshot({ visible_text: 'Payment' }), click('Next')],
      [0.6, 1, [0, 1]],
    ],
    [
      'the latest such snapshot',
      [snapshot({ visible_text: 'payment' }), snapshot({ visible_text: 'payment' }), click('Next')],
      [0.6, 2, [1, 2]],
    ],
    ['the first that qualifies', [click('Next'), click('payment')], [0.9, 1, [1]]],
    ['not an action that only looks', [act('hover', { target: 'payment' })], null],
    ['the clause ends at a comma', [click('tuesday')], null, 'Stop at payment, book Tuesday'],
    ['and at " then "', [click('mail')], null, "Don't pay then send mail"],
    ['words of pages are no boundary', [click('the payment page')], null, 'Do not press any button'],
    ['without', [click('Insurance')], [0.9, 0, [0]], 'A car without insurance'],
    ['no boundary in the goal', [click('payment')], null, 'Book Tuesday'],
    ['no goal', [click('payment')], null, null],
  ],
  false_success_claim: [
    ['after a failed check', [check(false, 'x'), say('Done')], [0.95, 1, [0, 1]]],
    [
      'with the evidence of the mismatch',
      [click('Wednesday'), check(false, 'Wednesday'), say('You are booked')],
      [0.95, 2, [0, 1, 2]],
    ],
    ['a weak mismatch makes a weak claim', [say('successfully')], [0.6, 0, [0]]],
    [
      'a mismatch of state makes a strong one',
      [snapshot({ selected_values: { day: 'Wednesday' } }), say('completed')],
      [0.95, 1, [0, 1]],
    ],
    [
      'by the status in the payload',
      [check(false, 'x'), ['agent_message', { content: 'ok', metadata: { status: 'success' } }]],
      [0.95, 1, [0, 1]],
    ],
    [
      'by the status in the envelope',
      [check(false, 'x'), ['agent_message', { content: 'ok' }, { metadata: { status: 'Success' } }]],
      [0.95, 1, [0, 1]],
    ],
    ['the last message decides', [check(false, 'x'), say('Done'), say('Sorry')], null],
    ['not against a check that passed', [check(true), say('Done')], null],
    ['not without a message', [check(false, 'x')], null],
    [
      'a status of another type is none',
      [check(false, 'x'), ['agent_message', { content: 'ok', metadata: { status: ['success'] } }]],
      null,
    ],
  ],
};

for (const [label, rows] of Object.entries(tables) as [SeedLabel, readonly Row[]][]) {
  describe(label, () => {
    for (const [name, events, expected, of = goal] of rows)
      it(name, () => expect(find(label, events, of)).toEqual(expected));
  });
}

describe('the four of the seed', () => {
  const run = makeRun([check(false, 'x'), say('Done')], { goal });

  it('come in their order, once each', () =>
    expect(detectSeed(run, () => false).map(({ label }) => label)).toEqual([
      'browser_goal_mismatch',
      'false_success_claim',
    ]));

  it('leave out what is switched off, and the claim still rests on the mismatch', () =>
    expect(detectSeed(run, (label) => label === 'browser_goal_mismatch')).toMatchObject([
      { label: 'false_success_claim', confidence: 0.95, tier: 'symptom', detector: 'seed' },
    ]));

  it.each([null, 7, ['click'], { a: 1 }])('take %j in place of any field', (odd) => {
    const fields = {
      action: odd,
      target: odd,
      passed: odd,
      mismatches: odd,
      selected_values: odd,
      warnings: odd,
      content: odd,
    };
    const types = ['browser_action', 'dom_snapshot', 'goal_check', 'agent_message', 'state_change'];
    const odds = makeRun(
      types.map((type): EventSketch => [type, fields]),
      { goal },
    );
    expect(() => detectSeed(odds, () => false)).not.toThrow();
  });
});
