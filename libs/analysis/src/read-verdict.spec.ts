import type { JsonObject } from '@debrief/kernel';
import { readVerdict, seqsOf } from './read-verdict';

const detection = { label: 'tool_error', confidence: 0.8, critical_step_seq: 4, evidence_refs: [6, 4, 6] };
const id = '01979f5e-2c00-7000-8000-000000000001';

describe('readVerdict', () => {
  it('reads the shape that GET gives', () => {
    const { verdict, incidentIds } = readVerdict({
      labels: ['tool_error'],
      critical_step_seq: 4,
      confidence: 0.8,
      root_cause: 'Step 4 failed.',
      incident_ids: [id],
      detections: [detection],
    });
    expect(incidentIds).toEqual([id]);
    expect(verdict).toMatchObject({
      labels: ['tool_error'],
      criticalStepSeq: 4,
      confidence: 0.8,
      rootCause: 'Step 4 failed.',
      detectorSet: 'external',
      detections: [{ tier: 'symptom', severity: 'medium', evidenceRefs: [4, 6], criticalStepSeq: 4 }],
    });
    expect(seqsOf(verdict)).toEqual([4, 6]);
  });

  it('reads it under `analysis`, too', () =>
    expect(readVerdict({ analysis: { labels: ['x'] } }).verdict.labels).toEqual(['x']));

  it('takes the labels from the detections where none are named, suspicions left out', () =>
    expect(
      readVerdict({ detections: [detection, { ...detection, label: 'odd', tier: 'suspicion' }] }).verdict.labels,
    ).toEqual(['tool_error']));

  it('reads nothing as a clean run', () =>
    expect(readVerdict({}).verdict).toMatchObject({
      labels: [],
      criticalStepSeq: null,
      confidence: 0,
      rootCause: null,
    }));

  it.each<[JsonObject, string]>([
    [{ labels: 'x' }, 'labels'],
    [{ labels: [1] }, 'labels.0'],
    [{ labels: Array(101).fill('x') }, 'labels'],
    [{ confidence: 1.1 }, 'confidence'],
    [{ confidence: '0.5' }, 'confidence'],
    [{ critical_step_seq: -1 }, 'critical_step_seq'],
    [{ critical_step_seq: 1.5 }, 'critical_step_seq'],
    [{ root_cause: 7 }, 'root_cause'],
    [{ incident_ids: ['seven'] }, 'incident_ids.0'],
    [{ detections: [7] }, 'detections.0'],
    [{ detections: [{ ...detection, label: '' }] }, 'detections.0.label'],
    [{ detections: [{ ...detection, tier: 'fatal' }] }, 'detections.0.tier'],
    [{ detections: [{ ...detection, severity: 1 }] }, 'detections.0.severity'],
    [{ detections: [{ ...detection, confidence: null }] }, 'detections.0.confidence'],
    [{ detections: [{ ...detection, critical_step_seq: null }] }, 'detections.0.critical_step_seq'],
    [{ detections: [{ ...detection, evidence_refs: ['a'] }] }, 'detections.0.evidence_refs.0'],
  ])('refuses %j, naming %s', (body, field) => {
    expect(() => readVerdict(body)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    );
  });
});
