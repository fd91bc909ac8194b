import { markerOf } from '../run/index-run';
import { detector } from './detector';

/** A span names a parent that the run has not. Confidence 0.4: a part of the recording is missing. */
export const orphanSpan = detector({
  label: 'orphan_span',
  version: '1',
  tier: 'suspicion',
  severity: 'low',
  mast: null,
  trail: null,
  thresholds: {},
  missing: (run) => (run.events.some(({ spanId }) => spanId !== null) ? null : 'span_id'),
  detect: (run) => {
    const spans = new Set(run.events.map(({ spanId }) => spanId));
    return run.events
      .filter(({ parentId, type }) => parentId && type !== 'session_end' && !spans.has(parentId))
      .map(({ seq }) => ({
        confidence: 0.4,
        criticalStepSeq: seq,
        evidenceRefs: [seq],
        summary: 'A span belongs to a parent that was never recorded.',
      }));
  },
});

/** A span began and never ended although the run has. Confidence 0.4. */
export const unendedSpan = detector({
  label: 'unended_span',
  version: '1',
  tier: 'suspicion',
  severity: 'low',
  mast: null,
  trail: null,
  thresholds: {},
  missing: (run) => (run.events.some((event) => markerOf(event) === 'span_start') ? null : 'span_start'),
  detect: (run) => {
    if (run.status === 'running') return [];
    const ended = new Set(run.events.filter((event) => markerOf(event) === 'span_end').map(({ spanId }) => spanId));
    return run.events
      .filter((event) => markerOf(event) === 'span_start' && !ended.has(event.spanId))
      .map(({ seq }) => ({
        confidence: 0.4,
        criticalStepSeq: seq,
        evidenceRefs: [seq],
        summary: 'A span began and never ended.',
      }));
  },
});
