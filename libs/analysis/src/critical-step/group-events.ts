import { handoffTarget, markerOf } from '../run/index-run';
import type { RunEvent } from '../run/run';
import type { StepKind } from './agent-step';

/** A step as the events that it is made of. */
export interface EventGroup {
  readonly kind: StepKind;
  /** What the agent did: one event, or a model call and the message that it wrote. */
  readonly acts: RunEvent[];
  /** What the environment answered before the next step. */
  readonly answers: RunEvent[];
}

/**
 * Cuts a run into steps. What tools and pages answer belongs to the step before. A result that an agent reports (one that work is
 * handed to, or that acts elsewhere in the run) is that agent's own step: a terminal or a tool server only ever answers.
 */
export const groupEvents = (events: readonly RunEvent[]): EventGroup[] => {
  const actors = actorsOf(events);
  const groups: EventGroup[] = [];
  let before: RunEvent | undefined;
  for (const event of events) {
    const last = groups.at(-1);
    const kind = kindOf(event, actors, last !== undefined);
    if (kind === null) {
      if (answerTypes.has(event.type)) last?.answers.push(event);
    } else if (last && isTextOfCall(before, event)) last.acts.push(event);
    else groups.push({ kind, acts: [event], answers: [] });
    before = event;
  }
  return groups;
};

const isTextOfCall = (before: RunEvent | undefined, event: RunEvent): boolean =>
  event.type === 'agent_message' && before?.type === 'llm_call' && before.agent === event.agent;

const answerTypes: ReadonlySet<string> = new Set(['tool_result', 'dom_snapshot', 'goal_check', 'error']);
const actingTypes: ReadonlySet<string> = new Set(['agent_message', 'llm_call', 'tool_call', 'browser_action']);
const people: ReadonlySet<string> = new Set(['user', 'human']);
const markers: ReadonlySet<string> = new Set(['span_start', 'span_end', 'session_started', 'guardrail']);

const actorsOf = (events: readonly RunEvent[]): Set<string> => {
  const actors = new Set<string>();
  for (const event of events) {
    if (event.agent !== null && actingTypes.has(event.type)) actors.add(event.agent);
    const target = handoffTarget(event);
    if (target !== null) actors.add(target);
  }
  return actors;
};

/** Null for what is no step: answers of the environment, markers, scores, the task itself, the system's words. */
const kindOf = (event: RunEvent, actors: ReadonlySet<string>, hasBegun: boolean): StepKind | null => {
  switch (event.type) {
    case 'user_message':
      return hasBegun ? 'user' : null;
    case 'agent_message':
      return messageKindOf(event.agent?.toLowerCase() ?? '', hasBegun);
    case 'llm_call':
      return 'message';
    case 'tool_call':
    case 'browser_action':
    case 'retrieval':
      return 'call';
    case 'tool_result':
      return event.agent !== null && actors.has(event.agent) ? 'work' : null;
    case 'state_change':
      return stateKindOf(event);
    default:
      return null;
  }
};

/** Some clients record what people and the system say as messages of agents of that name. */
const messageKindOf = (agent: string, hasBegun: boolean): StepKind | null => {
  if (people.has(agent)) return hasBegun ? 'user' : null;
  return agent === 'system' ? null : 'message';
};

const stateKindOf = (event: RunEvent): StepKind | null => {
  const marker = markerOf(event);
  if (marker === 'handoff' || marker === 'decision') return marker;
  return event.agent !== null && !markers.has(marker ?? '') ? 'state' : null;
};
