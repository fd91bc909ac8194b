import type { Detection } from './detection';
import { valueText } from './run/event-text';
import type { IndexedRun } from './run/index-run';
import { quote } from './run/quote';
import type { RunEvent } from './run/run';

/** What a seed label contradicts, and the safeguard that was missing (native.md §8: step, contradiction, goal, safeguard). */
const seedWords: Readonly<Record<string, readonly [contradicts: string, safeguard: string]>> = {
  browser_goal_mismatch: ['the result that was asked for', 'the final state was not compared with the goal'],
  ignored_ui_warning: ['a warning of the page', 'nothing made sure that warnings were dealt with before going on'],
  forbidden_action: ['the boundary that the goal sets', 'nothing stopped the agent at it'],
  false_success_claim: ['what was seen at the end', 'the claim was not checked before it was made'],
};

/** One plain sentence about what was found at the critical step, else about the surest finding; null when there is none. Templated: no model has a say in it. */
export const rootCauseOf = (
  run: IndexedRun,
  detections: readonly Detection[],
  criticalStepSeq: number | null,
): string | null => {
  const found = detections.filter(({ tier }) => tier !== 'suspicion');
  const ofStep = found.filter((one) => one.criticalStepSeq === criticalStepSeq);
  const deciding = mostConfident(ofStep.length > 0 ? ofStep : found);
  if (!deciding) return null;
  const step = run.events.find(({ seq }) => seq === (criticalStepSeq ?? deciding.criticalStepSeq));
  const who = step ? describeStep(step) : 'A step';
  const goal = run.goal ? `, for the goal "${quote(run.goal)}"` : '';
  const words = seedWords[deciding.label];
  if (words) return `${who} contradicts ${words[0]}${goal}: ${words[1]}.`;
  return `${who} is where it went wrong${goal}: ${lowerFirst(deciding.summary)}`;
};

const mostConfident = (detections: readonly Detection[]): Detection | undefined =>
  detections.reduce<Detection | undefined>(
    (best, one) => (best && best.confidence >= one.confidence ? best : one),
    undefined,
  );

const describeStep = ({ seq, spanSeq = seq, type, payload, name, agent }: RunEvent): string => {
  const what = [valueText(payload['action']) || name, valueText(payload['target'])]
    .filter(Boolean)
    .map((one) => quote(one ?? ''));
  return `Step ${spanSeq} (${[type, ...what].join(' ')}${agent ? ` by ${quote(agent)}` : ''})`;
};

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
