import type { EventType } from '../conventions/normal-span';
import { countUsage } from '../trace/count-usage';
import { findImplicitHandoffs } from '../trace/implicit-handoffs';
import { inheritAgents } from '../trace/inherit-agents';
import type { Timeline } from '../trace/timeline';
import { readConversation, standInMessages } from './conversation';
import { findErrors } from './span-errors';
import type { Actor, Step, StepSpan } from './step';
import { answerStep, errorStep, implicitHandoffStep, ownStep, resultStep, userStep } from './write-step';

/** Events that are answered at the end of their span. */
const answered: ReadonlySet<EventType> = new Set(['tool_call', 'retrieval']);

/**
 * The steps of a trace (otel.md B4) in the order in which rules read them: a span's own step, those of the spans below it, then what ended
 * it. Pure, linear in the spans, and the same for every order of their arrival.
 */
export const toSteps = (timeline: Timeline<StepSpan>): Step[] => {
  const steps: Step[] = [];
  const add = (more: readonly Step[]): void => void steps.push(...more);
  walkSteps(timeline, {
    begin: (_place, { before, own }) => add(own === null ? before : [...before, own]),
    end: (_place, after) => add(after),
  });
  return steps;
};

/** A span with all that is read out of it, for whom spans are records as well as steps. */
export interface SpanSteps {
  /** Where a model call has no messages of its own, with those that stand in for them. */
  readonly span: StepSpan;
  readonly agent: string | null;
  /** It only passes on what a generation below it reports (otel.md B3). */
  readonly isWrapper: boolean;
  /** Position after the last span of its subtree. */
  readonly subtreeEnd: number;
  /** The span as a step, also where rules are not shown it: a plain span is a `state_change`. */
  readonly own: Step;
  /** What its beginning tells beside: the user's question, an implicit hand-off. */
  readonly before: readonly Step[];
  /** What its end tells: errors, a tool's result, the answer. */
  readonly after: readonly Step[];
}

/** The spans of a trace in causal order, each with its steps. */
export const toSpanSteps = (timeline: Timeline<StepSpan>): SpanSteps[] => {
  const all: { -readonly [K in keyof SpanSteps]: SpanSteps[K] }[] = [];
  walkSteps(timeline, {
    begin: (place, { actor: { span, agent }, isWrapper, before, own }) => {
      const { eventType } = span.normal;
      const step = own ?? ownStep({ span, agent }, eventType === 'span' ? 'state_change' : eventType);
      all.push({ span, agent, isWrapper, subtreeEnd: timeline.ends[place] ?? 0, own: step, before, after: [] });
    },
    end: (place, after) => {
      const spanSteps = all[place];
      if (spanSteps) spanSteps.after = after;
    },
  });
  return all;
};

interface Beginning {
  readonly actor: Actor;
  readonly isWrapper: boolean;
  readonly before: readonly Step[];
  /** Null: the span itself is no step. */
  readonly own: Step | null;
}

interface StepVisitor {
  begin(place: number, beginning: Beginning): void;
  end(place: number, after: readonly Step[]): void;
}

/** Goes through the tree, each span before those below it. */
const walkSteps = (timeline: Timeline<StepSpan>, visitor: StepVisitor): void => {
  const { spans, ends } = timeline;
  const { begin, end } = stepsAt(timeline);
  const open: number[] = [];
  let last: Step | undefined;
  const closeUpTo = (place: number): void => {
    for (let top = open.at(-1); top !== undefined && (ends[top] ?? 0) <= place; top = open.at(-1)) {
      open.pop();
      const after = end(top);
      last = after.at(-1) ?? last;
      visitor.end(top, after);
    }
  };
  for (const place of spans.keys()) {
    closeUpTo(place);
    const beginning = begin(place);
    const before = beginning.before.filter((step) => {
      const isRepeat = repeatsHandoff(step, last);
      last = step;
      return !isRepeat;
    });
    last = beginning.own ?? last;
    visitor.begin(place, { ...beginning, before });
    open.push(place);
  }
  closeUpTo(spans.length);
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
  const actorAt = (place: number): Actor => ({
    span: { ...(timeline.spans[place] as StepSpan), messages: messages[place] ?? null },
    agent: agents[place] ?? null,
  });
  return {
    begin: (place: number): Beginning => {
      const actor = actorAt(place);
      const { eventType } = actor.span.normal;
      const [question, handoff] = [questions.get(place), handoffs.get(place)];
      const isWrapper = wrappers.has(place);
      return {
        actor,
        isWrapper,
        before: [
          ...(question === undefined ? [] : [userStep(actor, question)]),
          ...(handoff === undefined ? [] : [implicitHandoffStep(actor, handoff)]),
        ],
        own: eventType === 'span' || isWrapper || isTold(place, eventType) ? null : ownStep(actor, eventType),
      };
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
const repeatsHandoff = (step: Step, before: Step | undefined): boolean =>
  step.payload['implicit'] === true &&
  before?.type === 'handoff' &&
  before.payload['implicit'] !== true &&
  isSame(before.payload['to_agent'], step.payload['to_agent']);

const isSame = (a: unknown, b: unknown): boolean => String(a).toLowerCase() === String(b).toLowerCase();
