import { errorText, textField, valueText } from '../run/event-text';
import { handoffTarget } from '../run/index-run';
import type { RunEvent } from '../run/run';
import { type AgentStep, cut } from './agent-step';
import { type EventGroup, groupEvents } from './group-events';
import { once } from './once';
import { numbersOf } from './tokens';
import { saysFailure } from './wording';

/**
 * A longer run is ranked by so many of its first and of its last steps: plans and wrong turns stand at the beginning, what went
 * unnoticed to the end. It bounds the cost of reading texts.
 */
const windowSide = 100;

/** The steps of a run that may be to blame: what agents and people did, each with what came of it. */
export const toAgentSteps = (events: readonly RunEvent[]): AgentStep[] => {
  const groups = groupEvents(events);
  const ranked =
    groups.length <= 2 * windowSide ? groups : [...groups.slice(0, windowSide), ...groups.slice(-windowSide)];
  return ranked.map(toStep);
};

const toStep = ({ kind, acts, answers }: EventGroup, index: number): AgentStep => {
  const [first] = acts as [RunEvent];
  const isReport = kind === 'work';
  // An imported span is a call with its answer in one event.
  const all = first.type === 'tool_call' || first.type === 'retrieval' ? [first, ...answers] : answers;
  const replies = all.map(answeredText).filter((text) => text !== '');
  const text = cut(joined(...acts.map(isReport ? answeredText : sentText)));
  const outcome = cut(joined(...replies));
  return {
    seq: first.seq,
    index,
    kind,
    agent: first.agent,
    name: textField(first.metadata, 'name') ?? first.name,
    to: handoffTarget(first),
    text,
    outcome,
    textNumbers: once(() => numbersOf(text)),
    outcomeNumbers: once(() => numbersOf(outcome)),
    hasOutcome: answers.length > 0 || replies.length > 0,
    isError: [...acts, ...answers].some(isFailure) || (isReport ? saysFailure(text) : replies.some(saysFailure)),
  };
};

const isFailure = (event: RunEvent): boolean =>
  event.level === 'error' || event.payload['passed'] === false || Object.hasOwn(event.metadata, 'error');

const sentText = ({ type, payload }: RunEvent): string => {
  switch (type) {
    case 'tool_call':
      return joined(valueText(payload['arguments']), valueText(payload['output']));
    case 'browser_action':
      return joined(...['action', 'target', 'value', 'url'].map((field) => valueText(payload[field])));
    case 'retrieval':
      return valueText(payload['query']);
    case 'state_change':
      return joined(valueText(payload['after']), valueText(payload['before']));
    default:
      return valueText(payload['content']);
  }
};

const answeredText = (event: RunEvent): string => {
  const { type, payload } = event;
  switch (type) {
    case 'dom_snapshot':
      return joined(valueText(payload['visible_text']), valueText(payload['warnings']));
    case 'goal_check':
      return valueText(payload['mismatches']);
    case 'retrieval':
      return valueText(payload['documents']);
    default:
      return joined(errorText(event) ?? '', valueText(payload['result']));
  }
};

const joined = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n');
