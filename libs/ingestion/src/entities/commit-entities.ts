import type { WorkspaceClient } from '@debrief/infra';
import { DefectTally } from '../dialects/otlp/decode/defect-tally';
import { nameMedia } from '../media/name-media';
import { insertScoresStatement } from '../scores/score.queries';
import { breakCycles } from '../spans/break-cycles';
import { hearLogs } from '../spans/hear-logs';
import type { OpenTrace } from '../spans/open-trace';
import { openTraces } from '../spans/open-traces';
import { storeSpans } from '../spans/store-spans';
import { decideCreations } from './decide-creations';
import { type EntityCommit, placeKey, type StoredByPlace } from './entity-commit';
import type { EntityOutcome, StoredEvent } from './entity-event';
import {
  deleteEmptiedStatement,
  entityKey,
  type EntityKey,
  eventKey,
  findStoredObservations,
  insertEntityEvents,
  listEntityEvents,
  type LockedEntity,
  lockEntities,
  type NamedEntity,
  type NewEntityEvent,
  placeEntitiesStatement,
  takeBackStatement,
} from './entity.queries';
import { foldObservation, type FoldedObservation } from './fold/fold-observation';
import { foldTrace } from './fold/fold-trace';
import { joinStoredSpans } from './join-stored-spans';
import { prepareObservations } from './prepare-observations';
import { updateToldTracesStatement } from './told.queries';
import { toToldTrace } from './to-told-trace';
import { readFacts } from '../spans/trace-facts';

export interface EntityCommitOptions {
  readonly maxTraceEvents: number;
  readonly settleSeconds: number;
}

type Refusal = Exclude<EntityOutcome, 'stored' | 'known'>;

/**
 * Stores events of traces and observations in the caller's transaction, and folds what they change (platform.md C2). Exact under
 * concurrency: whoever folds an entity holds its row, and whoever writes events of a trace holds the trace's. Entities are locked before
 * traces, both in order, and each lock is a statement of its own, so that the next one sees what its last holder committed.
 * @returns what became of the events, in their order
 * @throws DomainError UNAUTHENTICATED when the key ended after the guard had seen it
 */
export const commitEntities = async (
  client: WorkspaceClient,
  commit: EntityCommit,
  options: EntityCommitOptions,
): Promise<EntityOutcome[]> => {
  const { projectId, events } = commit;
  const named = nameEntities(events);
  const locking = lockEntities(client, projectId, named);
  const decided = await decideCreations(client, projectId, { events, locking });
  const admitted = distinct(events.filter((event) => !decided.has(event)));
  // What is stored is listed before the rest joins it: of that the bodies are here.
  const [found, listed, inserted] = await Promise.all([
    locking,
    listEntityEvents(client, projectId, named),
    insertEntityEvents(client, projectId, admitted),
  ]);
  const foundBy = new Map(found.map((entity) => [entityKey(entity), entity]));
  const locked = named.map((entity) => foundBy.get(entityKey(entity))!);
  const fresh = new Set(inserted.map(eventKey));
  const news = admitted.filter((event) => fresh.has(eventKey(event)));
  const isNews = new Set(news.map(entityKey));
  const changed = locked.filter((entity) => isNews.has(entityKey(entity)));
  const history = inserted.every(({ isNew }) => isNew)
    ? withNews(listed, news)
    : await listEntityEvents(client, projectId, changed);
  const refusals =
    changed.length === 0
      ? new Map<string, Refusal>()
      : await foldChanged(client, { commit, options, changed, history });
  await takeBack(client, projectId, {
    events: news.filter((event) => refusals.has(entityKey(event))),
    entities: locked.filter(
      (entity) => entity.placedIn === null && (refusals.has(entityKey(entity)) || !isNews.has(entityKey(entity))),
    ),
  });
  return events.map(
    (event) =>
      decided.get(event) ?? refusals.get(entityKey(event)) ?? (fresh.delete(eventKey(event)) ? 'stored' : 'known'),
  );
};

/** The entities of which events speak, with the trace that the first of them to name one names: that in which they are stored if they are new. */
const nameEntities = (events: readonly NewEntityEvent[]): NamedEntity[] => {
  const places = new Map<string, NamedEntity>();
  for (const { entity, id, body } of events) {
    const key = entityKey({ entity, id });
    const said = entity === 'observation' ? body['traceId'] : id;
    const traceId = typeof said === 'string' && said !== '' ? said : undefined;
    if (!places.has(key) || (places.get(key)!.traceId === undefined && traceId !== undefined))
      places.set(key, { entity, id, traceId });
  }
  return [...places.values()];
};

/** One statement cannot insert a row twice. */
const distinct = (events: readonly NewEntityEvent[]): NewEntityEvent[] => [
  ...new Map(events.map((event) => [eventKey(event), event])).values(),
];

/** After all that is stored: no event has had such a place. */
const arrivalOfNews = 2 ** 52;

const withNews = (
  listed: ReadonlyMap<string, readonly StoredEvent[]>,
  news: readonly NewEntityEvent[],
): Map<string, StoredEvent[]> => {
  const history = new Map([...listed].map(([key, events]) => [key, [...events]]));
  for (const [index, event] of news.entries()) {
    const key = entityKey(event);
    const events = history.get(key) ?? [];
    history.set(key, events);
    events.push({ ...event, arrival: arrivalOfNews + index });
  }
  return history;
};

interface Folding {
  readonly commit: EntityCommit;
  readonly options: EntityCommitOptions;
  /** Entities of which there is news. */
  readonly changed: readonly LockedEntity[];
  /** All of their events, by `entityKey`. */
  readonly history: Map<string, StoredEvent[]>;
}

/** Folds entities of which there is news, and writes what that makes of their traces. @returns why some are not stored, by `entityKey` */
const foldChanged = async (
  client: WorkspaceClient,
  { commit, options: { maxTraceEvents, settleSeconds }, changed, history }: Folding,
): Promise<Map<string, Refusal>> => {
  const { projectId, surface, keyId } = commit;
  const eventsOf = (entity: EntityKey) => history.get(entityKey(entity))!;
  const observations = changed.filter(({ entity }) => entity === 'observation');
  const folds = new Map(observations.map((entity) => [entity.id, foldObservation(entity.id, eventsOf(entity))]));
  const placeOf = ({ entity, id }: EntityKey): string => (entity === 'trace' ? id : folds.get(id)!.traceId);
  const former = observations.flatMap(({ placedIn }) => placedIn ?? []);
  const externalIds = [...new Set([...changed.map(placeOf), ...former])];
  const { traces } = await openTraces(client, { projectId, keyId, surface, externalIds }, maxTraceEvents);
  const refusals = new Map<string, Refusal>();
  for (const entity of changed) if (!traces.has(placeOf(entity))) refusals.set(entityKey(entity), 'deleted');
  const isTaken = (entity: EntityKey): boolean => !refusals.has(entityKey(entity));
  const stored = await findStored(client, traces, observations.filter(isTaken), placeOf);
  for (const { entity, id, creation } of commit.events)
    if (creation && stored.has(placeKey(placeOf({ entity, id }), id))) refusals.set(entityKey({ entity, id }), 'taken');
  const taken = observations.filter(isTaken);
  for (const id of await joinStoredSpans(client, commit, { observations: taken, stored, history }))
    folds.set(id, foldObservation(id, eventsOf({ entity: 'observation', id })));
  const folded = taken.map(({ id }) => folds.get(id)!);
  await putObservations(client, commit, { traces, taken, folded, stored, refusals });
  const tellings = changed
    .filter((entity) => entity.entity === 'trace' && isTaken(entity))
    .flatMap((entity) => {
      const trace = traces.get(entity.id)!;
      const telling = foldTrace(entity.id, eventsOf(entity));
      const told = toToldTrace(telling);
      if (readFacts(trace.row.spanFacts).told?.digest === told.digest) return [];
      trace.told = told;
      return [{ traceId: trace.row.id, folded: telling }];
    });
  await store(client, commit, [...traces.values()], settleSeconds);
  if (tellings.length > 0) client.send(updateToldTracesStatement(tellings), tellings.length);
  const moved = changed
    .map((entity) => ({ ...entity, traceId: placeOf(entity) }))
    .filter((entity) => isTaken(entity) && (entity.placedIn ?? entity.namedIn) !== entity.traceId);
  if (moved.length > 0) client.send(placeEntitiesStatement(projectId, moved), moved.length);
  return refusals;
};

const findStored = async (
  client: WorkspaceClient,
  traces: ReadonlyMap<string, OpenTrace>,
  observations: readonly LockedEntity[],
  placeOf: (entity: EntityKey) => string,
): Promise<StoredByPlace> => {
  const names = observations.flatMap((entity) => {
    const here = placeOf(entity);
    return [...new Set([here, entity.placedIn ?? here])].flatMap((externalId) => {
      const trace = traces.get(externalId);
      const isThere = trace !== undefined && trace.row.eventCount > 0;
      return isThere ? [{ traceId: trace.row.id, spanId: entity.id, withRaw: entity.placedIn === null }] : [];
    });
  });
  const externalIds = new Map([...traces].map(([externalId, { row }]) => [row.id, externalId]));
  const rows = await findStoredObservations(client, names);
  return new Map(rows.map((row) => [placeKey(externalIds.get(row.traceId)!, row.spanId), row]));
};

interface Putting {
  readonly traces: ReadonlyMap<string, OpenTrace>;
  readonly taken: readonly LockedEntity[];
  readonly folded: readonly FoldedObservation[];
  readonly stored: StoredByPlace;
  readonly refusals: Map<string, Refusal>;
}

/** Puts observations into their traces, and takes them out of others. */
const putObservations = async (
  client: WorkspaceClient,
  commit: EntityCommit,
  { traces, taken, folded, stored, refusals }: Putting,
): Promise<void> => {
  const spans = await prepareObservations(client, commit, folded);
  for (const [index, { traceId, id }] of folded.entries()) {
    const { placedIn } = taken[index]!;
    const found = stored.get(placeKey(traceId, id));
    const refusal = traces.get(traceId)!.put(spans[index]!, found && { ...found, sent: null });
    if (refusal) {
      refusals.set(entityKey({ entity: 'observation', id }), refusal === 'trace is full' ? 'full' : 'conflict');
      continue;
    }
    const before = placedIn === null || placedIn === traceId ? undefined : stored.get(placeKey(placedIn, id));
    if (before) traces.get(placedIn!)?.remove({ ...before, sent: null });
  }
};

/** Writes the traces. One that only stood in for another, under the id of its observation, goes when that has moved. */
const store = async (
  client: WorkspaceClient,
  { projectId, media, mediaIds }: EntityCommit,
  traces: readonly OpenTrace[],
  settleSeconds: number,
): Promise<void> => {
  const emptied = traces.filter(isEmptied);
  if (emptied.length > 0) client.send(deleteEmptiedStatement(emptied.map(({ row }) => row.id)), emptied.length);
  const changed = traces.filter((trace) => trace.isTouched && !emptied.includes(trace));
  await breakCycles(client, changed, new DefectTally());
  const named = changed.flatMap((trace) => [
    ...trace.changed,
    { traceId: trace.row.externalId, media: media.get(entityKey({ entity: 'trace', id: trace.row.externalId })) ?? [] },
  ]);
  await nameMedia(client, projectId, named, mediaIds);
  await hearLogs(client, projectId, changed);
  const scores = changed.flatMap((trace) => trace.changed.flatMap((span) => span.scores));
  if (scores.length > 0) client.send(insertScoresStatement(projectId, scores));
  await storeSpans(client, projectId, changed, settleSeconds);
};

const isEmptied = ({ row, added, removed, told }: OpenTrace): boolean =>
  removed.length > 0 &&
  removed.length === row.eventCount &&
  added.length === 0 &&
  told === undefined &&
  row.surface !== 'native' &&
  readFacts(row.spanFacts).told === undefined;

/** Takes back events of refused entities, and entities that came to nothing; one that is stored with other events stays with these. */
const takeBack = async (
  client: WorkspaceClient,
  projectId: string,
  { events, entities }: { readonly events: readonly NewEntityEvent[]; readonly entities: readonly LockedEntity[] },
): Promise<void> => {
  if (events.length + entities.length > 0) await client.query(takeBackStatement(projectId, events, entities));
};
