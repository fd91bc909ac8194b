import { textField } from '../run/event-text';
import type { RunEvent } from '../run/run';
import { detector } from './detector';

const cut = new Set(['length', 'max_tokens', 'max_output_tokens', 'token_limit']);

/** A model's answer ended at its token limit. Confidence 0.7 for the last one, which the run ends on; 0.4 for others. */
export const truncatedOutput = detector({
  label: 'truncated_output',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: '3.1 Premature termination',
  trail: 'Resource Exhaustion',
  thresholds: {},
  missing: (run) => (run.events.some((event) => reasonOf(event) !== undefined) ? null : 'finish_reason'),
  detect: (run) => {
    const last = run.events.findLast(({ type }) => type === 'llm_call');
    return run.events
      .filter((event) => cut.has((reasonOf(event) ?? '').toLowerCase()))
      .map((event) => ({
        confidence: event === last ? 0.7 : 0.4,
        criticalStepSeq: event.seq,
        evidenceRefs: [event.seq],
        summary: "The model's answer was cut off at its limit of tokens.",
      }));
  },
});

const reasonOf = ({ type, payload, metadata }: RunEvent): string | undefined =>
  type === 'llm_call'
    ? (textField(payload, 'finish_reason') ?? textField(payload, 'stop_reason') ?? textField(metadata, 'finish_reason'))
    : undefined;
