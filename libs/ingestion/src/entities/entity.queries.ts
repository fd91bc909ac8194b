import {
  byteaArray,
  int4Array,
  type QueryConfig,
  textArray,
  timestamptzArray,
  uuidArray,
  type WorkspaceClient,
} from '@debrief/infra';
import { type JsonObject, type JsonText, parseJson, toColumnText } from '@debrief/kernel';
import { toArrayText } from '../spans/span-columns';
import { type StoredSpan, storedSpanColumns } from '../spans/spans.queries';
import {
  creationPrefix,
  type EntityCreation,
  type EntityKind,
  type EntitySurface,
  type StoredEvent,
} from './entity-event';

/** Which trace or observation of a project. */
export interface EntityKey {
  readonly entity: EntityKind;
  readonly id: string;
}

export interface LockedEntity extends EntityKey {
  /** External id of the trace in which it is stored; null: it is new. */
  readonly placedIn: string | null;
  /** What its row says of that: where it is new, its trace as `NamedEntity` has it. */
  readonly namedIn: string | null;
}

/** An event with all that its row holds. */
export interface NewEntityEvent extends EntityKey {
  readonly eventId: string;
  readonly digest: Buffer;
  readonly surface: EntitySurface;
  readonly kind: 'create' | 'update';
  /** Microseconds since 1970. */
  readonly occurredAt: number;
  readonly clears: readonly string[];
  readonly body: JsonObject;
  /** See `EntityEvent`. */
  readonly creation?: EntityCreation | undefined;
}

export const entityKey = ({ entity, id }: EntityKey): string => `${entity}/${id}`;
export const eventKey = ({ eventId, digest }: Pick<InsertedEvent, 'eventId' | 'digest'>): string =>
  `${digest.toString('hex')}/${eventId}`;

const keysOf = (keys: readonly EntityKey[]): [Buffer, Buffer] => [
  textArray(keys.map(({ entity }) => entity)),
  textArray(keys.map(({ id }) => id)),
];

/** An entity that a request names, and the trace in which it will most likely be stored if it is new. */
export interface NamedEntity extends EntityKey {
  /** External id. */
  readonly traceId: string | undefined;
}

/** Locks entities, in the order of their ids; makes those that are new. Whoever folds one holds its row. */
export const lockEntities = async (
  client: WorkspaceClient,
  projectId: string,
  entities: readonly NamedEntity[],
): Promise<LockedEntity[]> => {
  const sorted = entities.toSorted((a, b) => (entityKey(a) < entityKey(b) ? -1 : 1));
  // A row that was there carries the lock of this transaction, one that is new none.
  const { rows } = await client.query<LockedEntity>({
    name: 'entities-lock',
    text: `insert into entity (project_id, kind, external_id, trace_external_id)
           select $1::uuid, k.kind, k.id, k.trace_id from unnest($2::text[], $3::text[], $4::text[]) as k(kind, id, trace_id)
               on conflict (workspace_id, project_id, kind, external_id) do update set external_id = excluded.external_id
           returning kind as entity, external_id as id, trace_external_id as "namedIn",
                     case when xmax <> 0 then trace_external_id end as "placedIn"`,
    values: [projectId, ...keysOf(sorted), textArray(sorted.map(({ id, traceId }) => traceId ?? id))],
  });
  return rows;
};

/** The ids of the events that made entities, by `entityKey`. Exact only while the entities are locked. */
export const findCreations = async (
  client: WorkspaceClient,
  projectId: string,
  keys: readonly EntityKey[],
): Promise<Map<string, string>> => {
  const { rows } = await client.query<EntityKey & { readonly eventId: string }>({
    name: 'entities-creations',
    text: `select distinct on (e.entity_kind, e.entity_id) e.entity_kind as entity, e.entity_id as id, e.event_id as "eventId"
             from unnest($2::text[], $3::text[]) as k(kind, id)
             join entity_event e on e.workspace_id = (select current_workspace()) and e.project_id = $1 and e.entity_kind = k.kind
                                and e.entity_id = k.id and starts_with(e.event_id, '${creationPrefix}')
            order by e.entity_kind, e.entity_id, e.arrival`,
    values: [projectId, ...keysOf(keys)],
  });
  return new Map(rows.map((row) => [entityKey(row), row.eventId]));
};

/** Of an event that was stored, or moved on in time. */
export interface InsertedEvent {
  readonly eventId: string;
  readonly digest: Buffer;
  readonly isNew: boolean;
}

/**
 * Stores the events that are not stored yet. Of one that came before with an earlier time, and the same content otherwise, the time moves on:
 * only events without a time of their own are such.
 * @returns those that are new, or moved
 */
export const insertEntityEvents = async (
  client: WorkspaceClient,
  projectId: string,
  events: readonly NewEntityEvent[],
): Promise<InsertedEvent[]> => {
  const text = (pick: (event: NewEntityEvent) => string): Buffer => textArray(events.map(pick));
  const { rows } = await client.query<InsertedEvent>({
    name: 'entities-events',
    text: `insert into entity_event as e (project_id, entity_kind, entity_id, event_id, digest, surface, kind, occurred_at, clears, body)
           select $1::uuid, i.entity, i.id, i.event_id, i.digest, i.surface, i.kind, i.occurred_at, i.clears::text[], i.body::json
             from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::text[])
                  as i(entity, id, event_id, digest, surface, kind, occurred_at, clears, body)
               on conflict (workspace_id, project_id, event_id, digest)
               do update set occurred_at = excluded.occurred_at where e.occurred_at < excluded.occurred_at
           returning e.event_id as "eventId", e.digest, e.xmax = 0 as "isNew"`,
    values: [
      projectId,
      text(({ entity }) => entity),
      text(({ id }) => id),
      text(({ eventId }) => eventId),
      byteaArray(events.map(({ digest }) => digest)),
      text(({ surface }) => surface),
      text(({ kind }) => kind),
      timestamptzArray(events.map(({ occurredAt }) => occurredAt)),
      text(({ clears }) => toArrayText(clears.map(toColumnText))),
      text(({ body }) => JSON.stringify(body)),
    ],
  });
  return rows;
};

/** All events of some entities, by `entityKey`. */
export const listEntityEvents = async (
  client: WorkspaceClient,
  projectId: string,
  keys: readonly EntityKey[],
): Promise<Map<string, StoredEvent[]>> => {
  const { rows } = await client.query<Omit<StoredEvent, 'body'> & EntityKey & { readonly body: JsonText }>({
    name: 'entities-list',
    text: `select e.entity_kind as entity, e.entity_id as id, e.surface, e.kind, (extract(epoch from e.occurred_at) * 1000000)::int8 as "occurredAt",
                  e.arrival, e.clears, e.body
             from unnest($2::text[], $3::text[]) as k(kind, id)
             join entity_event e on e.workspace_id = (select current_workspace()) and e.project_id = $1 and e.entity_kind = k.kind
                                and e.entity_id = k.id`,
    values: [projectId, ...keysOf(keys)],
  });
  const events = rows.map(({ body, ...row }) => ({ ...row, body: parseJson(body) as JsonObject }));
  return Map.groupBy(events, entityKey);
};

/** Takes back events that came to nothing, and their entities where these came with them. */
export const takeBackStatement = (
  projectId: string,
  events: readonly Pick<NewEntityEvent, 'eventId' | 'digest'>[],
  entities: readonly EntityKey[],
): QueryConfig => ({
  name: 'entities-take-back',
  text: `with gone as (
           delete from entity_event e using unnest($2::text[], $3::bytea[]) as k(event_id, digest)
            where e.workspace_id = (select current_workspace()) and e.project_id = $1 and e.event_id = k.event_id and e.digest = k.digest)
         delete from entity n using unnest($4::text[], $5::text[]) as k(kind, id)
          where n.workspace_id = (select current_workspace()) and n.project_id = $1 and n.kind = k.kind and n.external_id = k.id`,
  values: [
    projectId,
    textArray(events.map(({ eventId }) => eventId)),
    byteaArray(events.map(({ digest }) => digest)),
    ...keysOf(entities),
  ],
});

/** Notes in which traces entities are stored now. */
export const placeEntitiesStatement = (
  projectId: string,
  places: readonly (EntityKey & { readonly traceId: string })[],
): QueryConfig => ({
  name: 'entities-place',
  text: `update entity n set trace_external_id = k.trace_id from unnest($2::text[], $3::text[], $4::text[]) as k(kind, id, trace_id)
          where n.workspace_id = (select current_workspace()) and n.project_id = $1 and n.kind = k.kind and n.external_id = k.id`,
  values: [projectId, ...keysOf(places), textArray(places.map(({ traceId }) => traceId))],
});

/** A stored observation. */
export interface StoredObservation extends Omit<StoredSpan, 'sent'> {
  /** The span as it was sent, where it was asked for. */
  readonly raw: JsonText | null;
  readonly parentId: string | null;
}

/** What is stored under ids of observations in traces that are locked. */
export const findStoredObservations = async (
  client: WorkspaceClient,
  names: readonly { readonly traceId: string; readonly spanId: string; readonly withRaw: boolean }[],
): Promise<StoredObservation[]> => {
  if (names.length === 0) return [];
  const { rows } = await client.query<StoredObservation>({
    name: 'entities-probe',
    text: `select ${storedSpanColumns}, true as "isFolded", e.parent_id as "parentId", case when k.with_raw = 1 then e.raw end as raw
             from unnest($1::uuid[], $2::text[], $3::int4[]) as k(trace_id, span_id, with_raw)
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.idempotency_key = k.span_id`,
    values: [
      uuidArray(names.map(({ traceId }) => traceId)),
      textArray(names.map(({ spanId }) => spanId)),
      int4Array(names.map(({ withRaw }) => (withRaw ? 1 : 0))),
    ],
  });
  return rows;
};

/** Deletes locked traces that only stood in for others: all of their spans have moved. */
export const deleteEmptiedStatement = (traceIds: readonly string[]): QueryConfig => ({
  name: 'entities-emptied',
  text: `with gone as (
           delete from event where workspace_id = (select current_workspace()) and trace_id = any($1::uuid[]) returning project_id),
         tallied as (
           insert into project_tally (project_id, spans)
           select project_id, -count(*) from gone where project_id is not null group by project_id),
         forgotten as (
           delete from append_ledger where workspace_id = (select current_workspace()) and trace_id = any($1::uuid[]))
         delete from trace where workspace_id = (select current_workspace()) and id = any($1::uuid[])`,
  values: [uuidArray(traceIds)],
});
