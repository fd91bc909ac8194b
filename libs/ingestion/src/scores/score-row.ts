import { type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';
import { foldScore, inOrder, mergeStatements, type ScoreEvent } from './fold-score';
import type { ScoreContent, ScoreStatement } from './score-statement';

/** A score's row, and what is known of the statements that made it. */
export interface ScoreState {
  readonly content: ScoreContent;
  readonly saidAt: Date;
  /** See `ScoreEvent.by`. */
  readonly saidBy: string | null;
  /** Null: there is one, and the row says what it said. */
  readonly history: readonly ScoreEvent[] | null;
}

/** Statements that are kept apart; of more the earlier half becomes one. */
const maxHistory = 50;

/** A score that did not exist. */
export const newState = (event: ScoreEvent): ScoreState => ({
  content: foldScore([event]),
  saidAt: new Date(event.at),
  saidBy: event.by,
  history: null,
});

/** The state with one more statement; the same object where the statement is in it already. */
export const addStatement = (state: ScoreState, event: ScoreEvent): ScoreState => {
  const known = state.history ?? [toEvent(state)];
  if (event.by !== null && known.some(({ by }) => by === event.by)) return state;
  const events = compact(inOrder([...known, event]));
  const [first, ...rest] = events as [ScoreEvent, ...ScoreEvent[]];
  const last = events.at(-1)!;
  return {
    content: foldScore([first, ...rest]),
    saidAt: new Date(last.at),
    saidBy: last.by,
    history: rest.length === 0 ? null : events,
  };
};

/** What an edit leaves: it outweighs all that was said, also by clocks that are ahead. @param now milliseconds since 1970 */
export const editState = (state: ScoreState, content: ScoreContent, now: number): ScoreState => ({
  content,
  saidAt: new Date(Math.max(now, state.saidAt.getTime())),
  saidBy: null,
  history: null,
});

/** The statement that a row without a history stands for. A source, or a time, that was only the default gives way to one that is said. */
const toEvent = ({ content, saidAt, saidBy }: ScoreState): ScoreEvent => {
  const { value, stringValue, dataType, metadata, scoredAt, source, ...rest } = content;
  const isWhole = saidBy === null;
  const says: ScoreStatement = {
    ...rest,
    finding: { value, stringValue, dataType },
    source: isWhole || source !== 'API' ? source : null,
    metadata: metadata === null ? null : (parseJson(metadata) as JsonObject),
    scoredAt: isWhole || scoredAt.getTime() !== saidAt.getTime() ? scoredAt.getTime() : null,
  };
  return { at: saidAt.getTime(), by: saidBy, says };
};

/** @param events in order */
const compact = (events: readonly ScoreEvent[]): readonly ScoreEvent[] => {
  const from = events.findLastIndex(({ by }) => by === null);
  const counting = from > 0 ? events.slice(from) : events;
  if (counting.length <= maxHistory) return counting;
  const half = counting.slice(0, maxHistory / 2);
  const last = half.at(-1)!;
  const says = mergeStatements(half.map((event) => event.says));
  const told = { ...says, scoredAt: says.scoredAt ?? half[0]!.at };
  return [{ at: last.at, by: half[0]!.by === null ? null : last.by, says: told }, ...counting.slice(half.length)];
};

export const writeHistory = ({ history }: ScoreState): string | null =>
  history === null ? null : JSON.stringify(history);

export const readHistory = (text: string | null): readonly ScoreEvent[] | null =>
  text === null ? null : (parseJson(text) as JsonValue as unknown as readonly ScoreEvent[]);
