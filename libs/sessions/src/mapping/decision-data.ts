import { isJsonObject, type JsonValue } from '@debrief/kernel';
import type { SessionEventData } from '../session-event';
import { firstField, numberOf, textOf, valueOf } from './read-value';
import type { Said } from './said';

const known = (value: JsonValue | undefined): JsonValue => value ?? null;

/** What was decided: by the fields that agents use for it, in the payload or in the state that the decision led to. */
export const decisionData = ({ recordType, decisionKind, payload, metadata }: Said): SessionEventData['decision'] => {
  if (recordType === 'goal_check') return goalData(decisionKind, payload);
  const { after } = payload;
  const places = [payload, after, metadata];
  const named = firstField(places, ['choice', 'decision', 'selected', 'route'], known);
  return {
    kind: decisionKind,
    choice: named ?? (isJsonObject(after) ? null : valueOf(after)),
    options: firstField(places, ['options', 'alternatives', 'candidates'], known),
    reasoning: firstField(places, ['reasoning', 'reason', 'rationale'], textOf),
    confidence: firstField(places, ['confidence'], numberOf),
    outcome: firstField(places, ['outcome', 'result'], known) ?? (isJsonObject(after) ? after : null),
  };
};

/** Whether the goal was reached is a decision of the run: that it is complete. */
const goalData = (kind: string | null, payload: Said['payload']): SessionEventData['decision'] => ({
  kind,
  choice: valueOf(payload['passed']),
  options: null,
  reasoning: firstField([payload], ['reasoning', 'reason'], textOf),
  confidence: firstField([payload], ['confidence'], numberOf),
  outcome: { passed: valueOf(payload['passed']), mismatches: valueOf(payload['mismatches']) },
});

/** Who hands over to whom. */
export const handoffData = ({ agent, payload }: Said): SessionEventData['handoff'] => {
  const { after, before } = payload;
  const places = [payload, after];
  return {
    fromAgent: firstField([payload, after, before], ['from_agent'], textOf) ?? textOf(before) ?? agent,
    toAgent: firstField(places, ['to_agent'], textOf) ?? textOf(after),
    reason: firstField([...places, payload['arguments']], ['reason', 'reasoning'], textOf),
  };
};
