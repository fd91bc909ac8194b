import fc from 'fast-check';
import { arbitrarySession } from '../../../../test/factories/arbitrary-session';
import { makeSession, type SessionSketch } from '../../../../test/factories/make-session';
import { analyzeSession } from './analyze-session';
import { severities } from './session-analysis.types';
import { applyThresholds, defaultThresholds } from './thresholds';

const thresholds = applyThresholds({});
const analysisOf = (...events: SessionSketch[]) => analyzeSession(makeSession([{ events }]), [], thresholds);
const call = (toolName: string, durationMs: number): SessionSketch => [
  'tool_call',
  { toolName },
  { name: toolName, durationMs },
];

it('finds nothing in a session in which nothing happened', () =>
  expect(analysisOf()).toEqual({
    rules: '2026-11',
    eventCount: 0,
    summary: { slowSpans: 0, errorPatterns: 0, decisionAnomalies: 0, suggestions: 0 },
    slowSpans: [],
    errorPatterns: [],
    decisionAnomalies: [],
    suggestions: [],
    thresholds: defaultThresholds,
  }));

it('orders by severity, then size, then position', () => {
  const { slowSpans } = analysisOf(call('a', 10_000), call('b', 31_000), call('c', 12_000), call('d', 10_000));
  expect(slowSpans.filter(({ rule }) => rule === 'slow_absolute').map(({ name }) => name)).toEqual([
    'b',
    'c',
    'a',
    'd',
  ]);
});

it('shows 50 of each list and counts all', () => {
  const { slowSpans, suggestions, summary } = analysisOf(
    ...Array.from({ length: 60 }, (_, n) => call(`tool-${n}`, 10_000 + n)),
    ['response'],
  );
  expect([slowSpans.length, suggestions.length]).toEqual([50, 50]);
  expect(summary).toMatchObject({ slowSpans: 60, suggestions: 60 });
  expect(suggestions.flatMap(({ basedOn }) => basedOn)).toEqual(slowSpans.map((_, index) => `slowSpans[${index}]`));
});

it('answers with the thresholds that it used; what the rules do not know it leaves out', () => {
  const set = applyThresholds({ 'slow_absolute.tool_call_ms': 5, 'no_such.rule': 1, toString: 2 });
  expect(set).toEqual({ ...defaultThresholds, 'slow_absolute.tool_call_ms': 5 });
  expect(analyzeSession(makeSession([{ events: [call('a', 5)] }]), [], set)).toMatchObject({
    thresholds: set,
    summary: { slowSpans: 1 },
  });
});

describe('an analysis of any session', () => {
  const requests = fc.array(fc.record({ host: fc.constantFrom('a', 'b'), status: fc.constantFrom(0, 404, 500) }));

  it('is the same each time, and leaves the session as it was', () =>
    fc.assert(
      fc.property(arbitrarySession, requests, (session, failed) => {
        const before = structuredClone(session);
        const first = JSON.stringify(analyzeSession(session, failed, thresholds));
        expect(JSON.stringify(analyzeSession(before, failed, thresholds))).toBe(first);
        expect(session).toEqual(before);
      }),
    ));

  it('points only at events that the session has and findings that it lists', () =>
    fc.assert(
      fc.property(arbitrarySession, requests, (session, failed) => {
        const analysis = analyzeSession(session, failed, thresholds);
        const ids = new Set(session.events.map(({ id }) => id));
        const named = [...analysis.errorPatterns, ...analysis.decisionAnomalies].flatMap(({ eventIds }) => eventIds);
        for (const id of [...named, ...analysis.slowSpans.map(({ eventId }) => eventId)]) expect(ids).toContain(id);
        for (const basis of analysis.suggestions.flatMap(({ basedOn }) => basedOn)) {
          const [, list, index] = /^(\w+)\[(\d+)\]$/.exec(basis) ?? [];
          if (list === undefined) expect(ids).toContain(basis);
          else expect(analysis[list as 'slowSpans'][Number(index)]).toBeDefined();
        }
      }),
    ));

  it('keeps its lists in order and its counts true', () =>
    fc.assert(
      fc.property(arbitrarySession, requests, (session, failed) => {
        const { slowSpans, errorPatterns, decisionAnomalies, suggestions, summary } = analyzeSession(
          session,
          failed,
          thresholds,
        );
        for (const list of [slowSpans, errorPatterns, decisionAnomalies]) {
          const ranks = list.map(({ severity }) => severities.indexOf(severity));
          expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        }
        for (const { count, eventIds, type } of errorPatterns)
          if (type !== 'http_request' && type !== 'trace') expect(eventIds).toHaveLength(Math.min(count, 20));
        expect(suggestions.map(({ priority }) => priority)).toEqual(suggestions.map(({ priority }) => priority).sort());
        expect(summary.slowSpans).toBeGreaterThanOrEqual(slowSpans.length);
      }),
    ));
});
