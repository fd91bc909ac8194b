import fc from 'fast-check';
import { arbitraryRun } from '../../../test/factories/arbitrary-run';
import { makeRun } from '../../../test/factories/make-run';
import { analyzeRun } from './analyze-run';
import type { Run } from './run/run';

const settings = { disabled: [], thresholds: {} };
const verdictOf = (run: Run): string => JSON.stringify(analyzeRun(run, settings));

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

describe('a verdict', () => {
  it('does not depend on the order of arrival, and leaves the run as it was', () =>
    fc.assert(
      fc.property(arbitraryRun, fc.infiniteStream(fc.nat()), (run, places) => {
        const arrived = run.events.map((event) => ({ event, place: places.next().value }));
        const events = arrived
          .sort((a, b) => a.place - b.place)
          .map(({ event }) => event)
          .sort((a, b) => a.seq - b.seq);
        expect(verdictOf(frozen({ ...run, events: structuredClone(events) }))).toBe(verdictOf(run));
      }),
    ));

  it('only points at events that the run has', () =>
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const seqs = new Set(run.events.map(({ seq }) => seq));
        const { detections, subjects } = analyzeRun(run, settings);
        expect(subjects).toHaveLength(detections.length);
        for (const { label, confidence, criticalStepSeq, evidenceRefs, summary } of detections) {
          expect([label, evidenceRefs]).toEqual([label, [...new Set(evidenceRefs)].sort((a, b) => a - b)]);
          expect([label, [criticalStepSeq, ...evidenceRefs].filter((seq) => !seqs.has(seq))]).toEqual([label, []]);
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThanOrEqual(1);
          expect(summary).toMatch(/^[^\n]+\.$/);
        }
      }),
    ));

  it('has one detection a label, and no label that was also skipped', () =>
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const { detections, skipped } = analyzeRun(run, settings);
        const labels = [...detections, ...skipped].map(({ label }) => label);
        expect(labels).toEqual([...new Set(labels)]);
      }),
    ));

  it('of a run with megabytes of text reads only the start of each', () => {
    const long = 'Error: timeout 504 unauthorized '.repeat(60_000);
    const run = makeRun(
      [
        ['tool_call', { tool_name: 'send', arguments: { text: long }, call_id: 'c' }],
        ['tool_result', { call_id: 'c', result: long, error: long }],
        ['browser_action', { action: 'click', target: long, value: long }],
        ['dom_snapshot', { visible_text: long, warnings: [long], selected_values: { long } }],
        ['goal_check', { passed: false, mismatches: [long] }],
        ['agent_message', { content: long }],
      ],
      { goal: `Stop before ${long}` },
    );
    expect(JSON.stringify(analyzeRun(run, settings)).length).toBeLessThan(50_000);
  });
});
