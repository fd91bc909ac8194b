import type { EventType } from '../conventions/normal-span';
import { countUsage } from '../trace/count-usage';
import { findImplicitHandoffs } from '../trace/implicit-handoffs';
import { inheritAgents } from '../trace/inherit-agents';
import type { Timeline } from '../trace/timeline';
import { readConversation, standInMessages } from './conversation';
import { findErrors } from './span-errors';
import type { Step, StepSpan } from './step';
import { answerStep, errorStep, implicitHandoffStep, ownStep, resultStep, userStep } from './write-step';

/** Events that are answered at the end of their span. */
const answered: ReadonlySet<EventType> = new Set(['tool_call', 'retrieval']);

/**
 * The steps of a trace (otel.md B4) in the order in which rules read them: a span's own step, those of the spans below it, then what ended
 * it. Pure, linear in the spans, and the same for every order of their arrival.
 */
export const toSteps = (timeline: Timeline<StepSpan>): Step[] => {
  const { spans, ends } = timeline;
  const { begin, end } = stepsAt(timeline);
  const steps: Step[] = [];
  const open: number[] = [];
  const closeUpTo = (place: number): void => {
    for (let top = open.at(-1); top !== undefined && (ends[top] ?? 0) <= place; top = open.at(-1)) {
      open.pop();
      steps.push(...end(top));
    }
  };
  for (const place of spans.keys()) {
    closeUpTo(place);
    steps.push(...begin(place));
    open.push(place);
  }
  closeUpTo(spans.length);
  return steps.filter((step, index) => !repeatsHandoff(step, steps, index));
};

/** What a span adds when it begins, and when it ends. */
const stepsAt = (timeline: Timeline<StepSpan>) => {
  const agents = inheritAgents(timeline);
  const { wrappers } = countUsage(timeline);
  const messages = standInMessages(timeline, wrappers);
  const handoffs = findImplicitHandoffs(timeline);
  const errors = findErrors(timeline);
  const { questions, answers } = readConversation(timeline);
  /** What an event of an error says is among the span's errors already. */
  const isTold = (place: number, type: EventType) => type === 'error' && (errors[place] ?? []).length > 0;
  const actorAt = (place: number) => ({
    span: { ...(timeline.spans[place] as StepSpan), messages: messages[place] ?? null },
    agent: agents[place] ?? null,
  });
  return {
    begin: (place: number): Step[] => {
      const actor = actorAt(place);
      const { eventType } = actor.span.normal;
      const [question, handoff] = [questions.get(place), handoffs.get(place)];
      return [
        ...(question === undefined ? [] : [userStep(actor, question)]),
        ...(handoff === undefined ? [] : [implicitHandoffStep(actor, handoff)]),
        ...(eventType === 'span' || wrappers.has(place) || isTold(place, eventType) ? [] : [ownStep(actor, eventType)]),
      ];
    },
    end: (place: number): Step[] => {
      const actor = actorAt(place);
      const answer = answers.get(place);
      const isAnswer = answer !== undefined && actor.span.normal.eventType !== 'agent_message';
      const isAnswered = answered.has(actor.span.normal.eventType) && actor.span.endUnixNano !== null;
      return [
        ...(errors[place] ?? []).map((error) => errorStep(actor, error)),
        ...(isAnswered ? [resultStep(actor)] : []),
        ...(isAnswer ? [answerStep(actor, answer)] : []),
      ];
    },
  };
};

/** An implicit hand-off right after an explicit one to the same agent is the same. */
const repeatsHandoff = (step: Step, steps: readonly Step[], index: number): boolean => {
  if (step.payload['implicit'] !== true) return false;
  const before = steps[index - 1];
  return (
    before?.type === 'handoff' &&
    before.payload['implicit'] !== true &&
    isSame(before.payload['to_agent'], step.payload['to_agent'])
  );
};

const isSame = (a: unknown, b: unknown): boolean => String(a).toLowerCase() === String(b).toLowerCase();
