import { groundingOf } from '../grounding/grounding';
import { isSideEffecting } from '../run/failures';
import { isUntrusted } from '../run/trust';
import { detector } from './detector';

/**
 * An argument is an id or an e-mail address that nobody had named before the call: invented. Confidence 0.7 when the call failed on it,
 * 0.6 when it changes something, else 0.4.
 */
export const argumentNotDerivable = detector({
  label: 'argument_not_derivable',
  version: '2',
  tier: 'symptom',
  severity: 'medium',
  mast: '2.6 Reasoning-action mismatch',
  trail: 'Tool-related',
  thresholds: {},
  missing: (run) => (run.calls.length > 0 && (run.goal !== null || run.events.some(isUntrusted)) ? null : 'tool_call'),
  detect: (run) =>
    groundingOf(run).inCalls.map(({ seq, kind }) => {
      const call = run.callOf.get(seq);
      const confidence = call?.failure ? 0.7 : isSideEffecting(call?.name ?? null) ? 0.6 : 0.4;
      const summary = `The call of ${call?.name ?? 'a tool'} uses an ${kind} that nobody had named.`;
      return { confidence, criticalStepSeq: seq, evidenceRefs: [seq, call?.result?.seq ?? seq], summary };
    }),
});
