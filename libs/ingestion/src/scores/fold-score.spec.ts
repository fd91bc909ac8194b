import { parseJson, type JsonObject } from '@debrief/kernel';
import { foldScore, type ScoreEvent } from './fold-score';
import type { ScoreStatement } from './score-statement';

const nothing: ScoreStatement = {
  traceId: null,
  observationId: null,
  sessionId: null,
  datasetRunId: null,
  name: null,
  finding: null,
  source: null,
  comment: null,
  configId: null,
  metadata: null,
  environment: null,
  authorUserId: null,
  queueId: null,
  scoredAt: null,
};
const numeric = (value: number) => ({ value, stringValue: null, dataType: 'NUMERIC' as const });
let made = 0;
const event = (at: number, says: Partial<ScoreStatement>, by: string | null = `e${(made += 1)}`): ScoreEvent => ({
  at,
  by,
  says: { ...nothing, ...says },
});
const first = event(1_000, { traceId: 't', name: 'quality', finding: numeric(0.5), comment: 'early' });
const later = event(2_000, { traceId: 'u', name: 'quality', finding: numeric(0.7), environment: 'prod' });

describe('a score of several statements', () => {
  it('is what was said last, in whatever order they come', () => {
    const score = { traceId: 't', value: 0.7, comment: 'early', environment: 'prod', scoredAt: new Date(1_000) };
    expect(foldScore([first, later])).toMatchObject(score);
    expect(foldScore([later, first])).toEqual(foldScore([first, later]));
  });

  it('of one moment is what came last', () => {
    const [a, b] = [event(5, { finding: numeric(1) }), event(5, { finding: numeric(2) })];
    expect([foldScore([a, b]).value, foldScore([b, a]).value]).toEqual([2, 1]);
  });

  it('keeps run, environment and time as they were said first; a time that was told comes before one that was not', () => {
    const told = event(3_000, { traceId: 'v', environment: 'test', scoredAt: 500 });
    expect(foldScore([first, later, told])).toMatchObject({
      traceId: 't',
      environment: 'prod',
      scoredAt: new Date(500),
    });
  });

  it('forgets what was said before a statement that says all', () => {
    const edit = event(1_500, { traceId: 't', name: 'quality', finding: numeric(0.1) }, null);
    expect(foldScore([first, edit])).toMatchObject({ value: 0.1, comment: null });
    expect(foldScore([edit, first])).toMatchObject({ value: 0.1, comment: null });
    expect(foldScore([first, edit, later])).toMatchObject({ value: 0.7, comment: null, environment: 'prod' });
  });

  it('has source API unless one is named, and keeps that', () => {
    expect(foldScore([first]).source).toBe('API');
    expect(foldScore([event(1, { source: 'ANNOTATION' }), first]).source).toBe('ANNOTATION');
  });

  it.each<[string, string, string]>([
    ['{"a":1}', '{"b":2}', '{"a":1,"b":2}'],
    ['{"a":{"x":1,"y":2}}', '{"a":{"y":3}}', '{"a":{"x":1,"y":3}}'],
    ['{"a":[1,2]}', '{"a":[3]}', '{"a":[3]}'],
    ['{"a":1}', '{"a":null}', '{"a":1}'],
    ['{"__proto__":{"x":1}}', '{"__proto__":{"y":2}}', '{"__proto__":{"x":1,"y":2}}'],
  ])('merges metadata %s and %s', (before, after, merged) => {
    const metadata = [before, after].map((text) => parseJson(text) as JsonObject);
    const events = metadata.map((one, index) => event(index, { metadata: one })) as [ScoreEvent, ScoreEvent];
    expect(foldScore(events).metadata).toBe(merged);
  });
});
