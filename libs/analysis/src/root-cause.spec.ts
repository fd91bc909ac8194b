import { makeRun } from '../../../test/factories/make-run';
import { analyzeRun } from './analyze-run';

const verdictOf = (events: Parameters<typeof makeRun>[0], goal: string | null = null) =>
  analyzeRun(makeRun(events, { goal, agent: 'booker' }), { disabled: [], thresholds: {} });

describe('the root cause', () => {
  it('says what the critical step contradicts, the goal, and the safeguard that was missing', () => {
    const { rootCause, criticalStepSeq } = verdictOf(
      [
        ['browser_action', { action: 'click', target: 'Wednesday' }],
        ['goal_check', { passed: false, mismatches: ['Wednesday'] }],
        ['agent_message', { content: 'Done' }],
      ],
      'Book\nTuesday',
    );
    expect(criticalStepSeq).toBe(0);
    expect(rootCause).toBe(
      'Step 0 (browser_action click Wednesday) contradicts the result that was asked for, for the goal "Book Tuesday": the final state was not compared with the goal.',
    );
  });

  it('is in the words of the detector where none of the contract’s four fired', () => {
    const { rootCause } = verdictOf([
      ['tool_call', { tool_name: 'search', call_id: 'c' }],
      ['tool_result', { call_id: 'c', error: 'no' }],
    ]);
    expect(rootCause).toMatch(
      /^Step 0 \(tool_call search\) is where it went wrong: the tool search answered with an error/,
    );
  });

  it('is null when nothing was found', () => expect(verdictOf([['metric', {}]]).rootCause).toBeNull());

  it('cuts what it quotes', () => {
    const { rootCause } = verdictOf([['error', { message: 'x' }, { name: 'E'.repeat(5_000) }]], 'g'.repeat(5_000));
    expect(rootCause?.length).toBeLessThan(1_000);
  });
});

describe('a verdict', () => {
  it('names the run’s agent where its steps name none', () => {
    const { candidates, responsibleAgent } = verdictOf([
      ['tool_call', { tool_name: 'search', call_id: 'c' }],
      ['tool_result', { call_id: 'c', error: 'no' }],
    ]);
    expect(candidates[0]?.agent).toBe('booker');
    expect(responsibleAgent).toBe('booker');
  });
});
