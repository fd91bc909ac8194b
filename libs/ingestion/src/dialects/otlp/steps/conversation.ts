import type { ObservationType } from '../conventions/normal-span';
import type { SpanMessages } from '../messages/message-block';
import type { Timeline } from '../trace/timeline';
import { firstUserText, lastAnswer } from './message-text';
import type { StepSpan } from './step';

/** What was asked and what was answered in the end, by the position of the span that holds it. */
export interface Conversation {
  readonly questions: ReadonlyMap<number, string>;
  readonly answers: ReadonlyMap<number, string>;
}

/**
 * Of each root span the first user message and the last answer (otel.md B4). A root that holds none, such as a server's of HTTP, has what
 * agents and models below it were asked and said.
 */
export const readConversation = ({ spans, parents, ends }: Timeline<StepSpan>): Conversation => {
  const questions = new Map<number, string>();
  const answers = new Map<number, string>();
  for (const [root, parent] of parents.entries()) {
    if (parent !== -1) continue;
    const below = speakersIn(spans, root + 1, ends[root] ?? 0);
    const first = listens(spans[root]) ? [root] : [];
    record(questions, [...first, ...below], (place) => firstUserText(spans[place]?.messages ?? null));
    record(answers, [...first, ...below.reverse()], (place) => lastAnswer(spans[place]?.messages ?? null));
  }
  return { questions, answers };
};

const speakers: ReadonlySet<ObservationType> = new Set(['generation', 'agent']);

/** What these are given is data and no question, even where they stand alone. */
const deaf: ReadonlySet<ObservationType> = new Set(['tool', 'retriever', 'embedding', 'guardrail', 'evaluator']);
const listens = (root: StepSpan | undefined): boolean => root !== undefined && !deaf.has(root.normal.observationType);

/** Where models and agents speak; what goes in and out of other spans is data. */
const speakersIn = (spans: readonly StepSpan[], from: number, to: number): number[] => {
  const places: number[] = [];
  for (let place = from; place < to; place += 1)
    if (speakers.has(spans[place]?.normal.observationType ?? 'span')) places.push(place);
  return places;
};

const record = (
  found: Map<number, string>,
  places: readonly number[],
  read: (place: number) => string | null,
): void => {
  for (const place of places) {
    const text = read(place);
    if (text === null) continue;
    found.set(place, text);
    return;
  }
};

/**
 * The messages of each span; where a model call has none, those of the nearest wrapper above it stand in (otel.md B3).
 */
export const standInMessages = (
  { spans, parents }: Timeline<StepSpan>,
  wrappers: ReadonlySet<number>,
): (SpanMessages | null)[] => {
  const held: (SpanMessages | null)[] = [];
  return spans.map(({ messages }, place) => {
    const own = messages !== null && messages.messages.length > 0 ? messages : null;
    const above = held[parents[place] ?? -1] ?? null;
    held.push(wrappers.has(place) ? (own ?? above) : above);
    return own ?? (spans[place]?.normal.observationType === 'generation' ? above : null);
  });
};
