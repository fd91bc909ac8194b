import { makeVerdict } from '../../../test/factories/verdicts';
import { pointAtSpans } from './point-at-spans';
import type { RunEvent } from './run/run';

const events = (...spanSeqs: (number | undefined)[]): RunEvent[] =>
  spanSeqs.map((spanSeq, seq) => ({ seq, ...(spanSeq !== undefined && { spanSeq }) }) as RunEvent);

describe('pointAtSpans', () => {
  const found = (evidenceRefs: number[], criticalStepSeq: number) =>
    makeVerdict({ evidenceRefs, criticalStepSeq, evidence: evidenceRefs.map((seq) => ({ kind: 'event', seq })) });

  it('leaves a verdict on recorded events as it is', () => {
    const verdict = found([0, 1], 1);
    expect(pointAtSpans(events(undefined, undefined), verdict)).toBe(verdict);
  });

  it('names spans in the place of steps, each once and in ascending order', () => {
    const verdict = {
      ...found([0, 1, 2], 2),
      candidates: [
        { seq: 2, agent: 'a', score: 0.9 },
        { seq: 1, agent: 'a', score: 0.5 },
        { seq: 0, agent: 'b', score: 0.1 },
      ],
    };
    expect(pointAtSpans(events(7, 4, 4), verdict)).toMatchObject({
      criticalStepSeq: 4,
      candidates: [
        { seq: 4, score: 0.9 },
        { seq: 7, score: 0.1 },
      ],
      detections: [
        {
          criticalStepSeq: 4,
          evidenceRefs: [4, 7],
          evidence: [
            { kind: 'event', seq: 7 },
            { kind: 'event', seq: 4 },
          ],
        },
      ],
    });
  });
});
