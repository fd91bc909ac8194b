import { clientOf, Database, LIVE_BUS, type LiveBus, type WorkspaceTx } from '@debrief/infra';
import { conflict, DomainError, type JsonObject, type JsonValue, notFound, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { MaskerCache } from '../masking/masker-cache';
import { findDeletedTraces } from '../spans/spans.queries';
import { announceScores } from './announce-scores';
import { editContent } from './edit-content';
import { configIdsOf, prepareItems, type SentScore } from './prepare-items';
import { isSameScore } from './same-score';
import type { ScoreConfig } from './score-config';
import { findConfigs } from './score-config.queries';
import { addStatement, editState, newState, type ScoreState } from './score-row';
import type { ScoreContent, ScoreSource, ScoreStatement } from './score-statement';
import { deleteScores } from './score.queries';
import { type Decide, type ScoreItem, type StoredItem, storeScores } from './store-scores';
import { lockScores, updateScores } from './stored-score.queries';
import { findTargets } from './target.queries';

export interface RecordedScore {
  /** External id. */
  readonly id: string;
  readonly isNew: boolean;
}

/** What became of one score of a request. */
export type ScoreOutcome = RecordedScore | DomainError;

export interface CreateScores {
  readonly bodies: readonly JsonValue[];
  /** Where a body names none; API by default. */
  readonly source?: ScoreSource;
  /** Runs over data sets that are there, of those that the bodies name. */
  readonly datasetRunIds?: ReadonlySet<string>;
}

/** Takes in what people and programs think of runs, sessions and runs over data sets. */
@Injectable()
export class ScoreService {
  constructor(
    private readonly database: Database,
    private readonly maskers: MaskerCache,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /**
   * Stores scores as Langfuse does (platform.md C2): an id that is there is merged with what is said now, by the times of the statements
   * and whatever order they come in; what a score is about may come later. Takes over the bodies.
   * @param projectId internal id
   * @returns for each score its id, or why it is refused: INVALID, NOT_FOUND for a config or a run that was deleted, CONFLICT for an id
   *   that the server uses itself
   * @throws DomainError UNAVAILABLE when the database is away: then nothing is stored
   */
  record(scope: Scope, projectId: string, scores: readonly SentScore[]): Promise<ScoreOutcome[]> {
    return this.store(scope, projectId, scores, async (tx, items) => {
      const deleted = await findDeletedTraces(clientOf(tx), projectId, traceIdsOf(items));
      return (stored, { event }) => {
        const { traceId } = event.says;
        if (traceId !== null && deleted.has(traceId)) throw notFound('trace', traceId);
        if (stored?.content.source === 'EVAL') throw ownScore();
        return stored === undefined ? newState(event) : addStatement(stored, event);
      };
    });
  }

  /**
   * Stores scores of `/v1`: what they are about must be there, and an id that is there must say the same. Takes over the bodies.
   * @param projectId internal id
   * @returns as `record`; NOT_FOUND also for what a score is about, CONFLICT for an id that says something else
   * @throws as `record`
   */
  create(
    scope: Scope,
    projectId: string,
    { bodies, source, datasetRunIds = new Set() }: CreateScores,
  ): Promise<ScoreOutcome[]> {
    const sent = bodies.map((body) => ({ body, eventId: null, timestamp: null }));
    const withSource = (says: ScoreStatement): ScoreStatement => ({ ...says, source: says.source ?? source ?? null });
    return this.store(
      scope,
      projectId,
      sent,
      async (tx, items) => {
        const targets = items.map(({ event }) => event.says);
        const known = await findTargets(tx, projectId, targets, datasetRunIds);
        return (stored, { id, event }) => {
          known.check(event.says);
          const wanted = newState({ ...event, by: null });
          if (stored === undefined) return wanted;
          if (isSameScore(stored.content, wanted.content)) return stored;
          throw conflict(`score ${id} exists with other content`);
        };
      },
      withSource,
    );
  }

  /**
   * Changes a score: what is absent stays, null clears, metadata merges by key. Takes over the patch.
   * @throws DomainError NOT_FOUND score or config; INVALID; CONFLICT for a score that the server found itself
   */
  async update(scope: Scope, projectId: string, id: string, patch: JsonObject): Promise<void> {
    const masker = await this.maskers.of(scope.workspaceId, projectId);
    await this.database.inWorkspace(scope, async (tx) => {
      const stored = (await lockScores(tx, projectId, [id])).get(id);
      if (!stored) throw notFound('score', id);
      if (stored.content.source === 'EVAL') throw ownScore();
      const config = await configAfter(tx, projectId, stored.content, patch);
      const content = editContent(stored.content, patch, { masker, config });
      if (isSameScore(content, stored.content)) return;
      const state = editState(stored, content, Date.now());
      await updateScores(tx, projectId, new Map([[id, state]]));
      await note(tx, scope, projectId, 'score.update', [{ id, state }]);
    });
    this.bus.announce(scope.workspaceId);
  }

  /** @throws DomainError NOT_FOUND */
  async delete(scope: Scope, projectId: string, id: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      if ((await deleteScores(tx, projectId, [id])) === 0) throw notFound('score', id);
      await recordAudit(tx, scope, { action: 'score.delete', targetType: 'score', targetId: id, projectId });
    });
  }

  private async store(
    scope: Scope,
    projectId: string,
    sent: readonly SentScore[],
    decider: (tx: WorkspaceTx, items: readonly ScoreItem[]) => Promise<Decide>,
    finish: (statement: ScoreStatement) => ScoreStatement = (statement) => statement,
  ): Promise<ScoreOutcome[]> {
    const masker = await this.maskers.of(scope.workspaceId, projectId);
    const authorUserId = scope.actor.type === 'user' ? scope.actor.id : null;
    const { outcomes, isChanged } = await this.database.inWorkspace(scope, async (tx) => {
      const configs = await findConfigs(tx, projectId, configIdsOf(sent.map(({ body }) => body)));
      const prepared = prepareItems(sent, { masker, configs, authorUserId, now: new Date() }, finish);
      const items = prepared.filter((item): item is ScoreItem => !(item instanceof DomainError));
      const stored = await storeScores(tx, projectId, items, await decider(tx, items));
      const done = [...stored.values()].filter((item): item is StoredItem => !(item instanceof DomainError));
      const changed = done.filter(({ effect }) => effect !== 'unchanged');
      await note(tx, scope, projectId, 'score.create', changed);
      return {
        outcomes: prepared.map((item) => (item instanceof DomainError ? item : toOutcome(stored.get(item)!))),
        isChanged: changed.length > 0,
      };
    });
    if (isChanged) this.bus.announce(scope.workspaceId);
    return outcomes;
  }
}

const judged = ['name', 'value', 'stringValue', 'dataType'] as const;

/**
 * The config that a patched score must fit. Its own may have changed, been archived or be gone since: it judges what is new alone.
 * @throws DomainError NOT_FOUND
 */
const configAfter = async (
  tx: WorkspaceTx,
  projectId: string,
  stored: ScoreContent,
  patch: JsonObject,
): Promise<ScoreConfig | null> => {
  const { configId = stored.configId } = patch;
  if (typeof configId !== 'string') return null;
  const isOwn = configId === stored.configId;
  if (isOwn && judged.every((field) => patch[field] === undefined)) return null;
  const config = (await findConfigs(tx, projectId, [configId])).get(configId.toLowerCase());
  if (isOwn) return config === undefined ? null : { ...config, isArchived: false };
  if (config === undefined) throw notFound('score config', configId);
  return config;
};

const traceIdsOf = (items: readonly ScoreItem[]): string[] => [
  ...new Set(items.flatMap(({ event }) => event.says.traceId ?? [])),
];

const ownScore = (): DomainError => conflict('What the server found itself is not changed');

const toOutcome = (item: StoredItem | DomainError): ScoreOutcome =>
  item instanceof DomainError ? item : { id: item.id, isNew: item.effect === 'created' };

/**
 * Writes down what was done: of a person in the audit log, of a program, as for all that is recorded, in the ledger alone. It comes last in
 * the transaction, as the ledger does.
 */
const note = async (
  tx: WorkspaceTx,
  scope: Scope,
  projectId: string,
  action: string,
  changed: readonly { readonly id: string; readonly state: ScoreState }[],
): Promise<void> => {
  if (changed.length === 0) return;
  const ids = [...new Set(changed.map(({ id }) => id))];
  const [only] = ids;
  if (scope.actor.type !== 'api_key')
    await recordAudit(tx, scope, {
      action,
      ...(ids.length === 1
        ? { targetType: 'score', targetId: only! }
        : { targetType: 'project', targetId: projectId, details: { scores: ids } }),
      projectId,
    });
  await announceScores(
    tx,
    projectId,
    changed.map(({ state }) => state.content.traceId),
  );
};
