import { guardrailOutcome } from '@debrief/analysis';
import { isJsonObject } from '@debrief/kernel';
import type { SessionEventData } from '../session-event';
import { firstField, flagOf, numberOf, textOf } from './read-value';
import type { Said } from './said';

/** What a guardrail looked at and said. Whether it blocked is told by its flags, else by the word of its decision. */
export const guardrailData = (said: Said): SessionEventData['guardrail_eval'] => {
  const { recordType, payload } = said;
  const outcome = recordType === 'score' ? scoreOutcome(said) : eventOutcome(said);
  const places = [payload, payload['after'], payload['output']];
  return {
    guardrail: firstField(places, ['guardrail', 'guardrail_name'], textOf) ?? nameOf(said),
    passed: outcome === 'unknown' ? null : outcome === 'passed',
    blocked: outcome === 'unknown' ? null : outcome === 'blocked',
    score: firstField(places, recordType === 'score' ? ['value', 'score'] : ['score'], numberOf),
    action: firstField(places, ['action'], textOf),
    reason: firstField(places, ['reason', 'message', 'comment'], textOf),
  };
};

type Outcome = ReturnType<typeof guardrailOutcome>;

const eventOutcome = ({ payload }: Said): Outcome => {
  const { outcome } = payload;
  // A span's step says so itself.
  if (outcome === 'blocked' || outcome === 'passed' || outcome === 'unknown') return outcome;
  const after = payload['after'] ?? payload['output'];
  return guardrailOutcome({ payload: { after: after ?? payload } });
};

/** A yes or no is the guardrail's verdict; how much a number means only its sender knows. */
const scoreOutcome = ({ payload }: Said): Outcome => {
  const passed = flagOf(payload['passed']) ?? flagOf(payload['value']);
  return passed === null ? 'unknown' : passed ? 'passed' : 'blocked';
};

/** `pii` of `guardrail: pii` and `guardrail.pii`. */
const nameOf = ({ name, payload }: Said): string | null => {
  const rest = /^guardrails?[\W_]+(.+)$/i.exec(name ?? '')?.[1];
  const inside = isJsonObject(payload['after']) ? textOf(payload['after']['name']) : null;
  return rest !== undefined && rest !== 'eval' ? rest : (inside ?? name);
};
