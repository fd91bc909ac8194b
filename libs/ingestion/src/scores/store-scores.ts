import type { WorkspaceTx } from '@debrief/infra';
import { DomainError, unavailable } from '@debrief/kernel';
import type { ScoreEvent } from './fold-score';
import type { ScoreState } from './score-row';
import { insertScores, lockScores, updateScores } from './stored-score.queries';

/** One statement about one score, ready to be stored. */
export interface ScoreItem {
  /** Place in the request. */
  readonly index: number;
  /** External id of the score. */
  readonly id: string;
  readonly event: ScoreEvent;
}

/**
 * What becomes of a score by a statement: the state to store, or the very state that is stored where nothing changes.
 * @throws DomainError where the statement is refused
 */
export type Decide = (stored: ScoreState | undefined, item: ScoreItem) => ScoreState;

export interface StoredItem {
  readonly id: string;
  readonly effect: 'created' | 'changed' | 'unchanged';
  readonly state: ScoreState;
}

/** Another transaction may insert an id between our look and our insert; by then it is there, and the next round locks it. */
const maxRounds = 4;

/** Stores statements in the caller's transaction, those of one score in the order given. @returns for each what became of it, or why not */
export const storeScores = async (
  tx: WorkspaceTx,
  projectId: string,
  items: readonly ScoreItem[],
  decide: Decide,
): Promise<Map<ScoreItem, StoredItem | DomainError>> => {
  const outcomes = new Map<ScoreItem, StoredItem | DomainError>();
  let pending = Map.groupBy(items, ({ id }) => id);
  for (let round = 0; pending.size > 0; round += 1) {
    if (round === maxRounds) throw unavailable('Others write the same scores', 1);
    const stored = await lockScores(tx, projectId, [...pending.keys()]);
    const [inserts, updates] = [new Map<string, ScoreState>(), new Map<string, ScoreState>()];
    for (const [id, statements] of pending) {
      const before = stored.get(id);
      const after = applyAll(before, statements, decide, outcomes);
      if (after !== undefined && after !== before) (before === undefined ? inserts : updates).set(id, after);
    }
    const inserted = await insertScores(tx, projectId, inserts);
    await updateScores(tx, projectId, updates);
    pending = new Map([...pending].filter(([id]) => inserts.has(id) && !inserted.has(id)));
  }
  return outcomes;
};

const applyAll = (
  before: ScoreState | undefined,
  statements: readonly ScoreItem[],
  decide: Decide,
  outcomes: Map<ScoreItem, StoredItem | DomainError>,
): ScoreState | undefined => {
  let state = before;
  for (const item of statements) {
    try {
      const next = decide(state, item);
      const effect = state === undefined ? 'created' : next === state ? 'unchanged' : 'changed';
      outcomes.set(item, { id: item.id, effect, state: next });
      state = next;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      outcomes.set(item, error);
    }
  }
  return state;
};
