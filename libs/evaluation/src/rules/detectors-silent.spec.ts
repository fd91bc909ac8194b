import type { Detection } from '@debrief/analysis';
import { detectorsSilent } from './detectors-silent';

const found = (fields: Partial<Detection>): Detection => ({
  label: 'tool_error',
  detector: 'tool_error',
  version: '1',
  tier: 'symptom',
  confidence: 0.8,
  severity: 'medium',
  evidenceRefs: [4, 5],
  criticalStepSeq: 4,
  summary: 'A tool failed.',
  evidence: [],
  ...fields,
});
const skipped = [{ label: 'unknown_tool', reason: 'missing_fields: tools' }];

describe('detector', () => {
  it.each<[string, Partial<Detection>[], string[], number[] | null, boolean]>([
    ['nothing was found', [], [], null, true],
    ['something was found', [{}], [], null, false],
    ['the one that is meant was found', [{}], ['tool_error'], null, false],
    ['another was found', [{}], ['retry_storm'], null, true],
    ['a suspicion was found', [{ tier: 'suspicion' }], [], null, true],
    ['a suspicion that is meant was found', [{ tier: 'suspicion' }], ['tool_error'], null, false],
    ['it is about the step', [{}], [], [5], false],
    ['it is about another step', [{}], [], [6], true],
  ])('%s', (_what, detections, labels, seqs, isTrue) =>
    expect(detectorsSilent({ detections: detections.map(found), skipped }, labels, seqs && new Set(seqs)).value).toBe(
      isTrue ? 1 : 0,
    ),
  );

  it('has the evidence, and says which detector could not look', () => {
    const labels = ['tool_error', 'unknown_tool'];
    expect(detectorsSilent({ detections: [found({})], skipped }, labels, null).metadata).toMatchObject({
      detections: [{ label: 'tool_error', summary: 'A tool failed.', criticalStepSeq: 4, evidenceRefs: [4, 5] }],
      skipped,
    });
  });
});
