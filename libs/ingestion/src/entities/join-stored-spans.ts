import type { WorkspaceClient } from '@debrief/infra';
import { sourceIdsOf, toOtlpSpan } from '../spans/raw-span';
import type { EntityCommit, StoredByPlace } from './entity-commit';
import type { StoredEvent } from './entity-event';
import { entityKey, insertEntityEvents, type LockedEntity, type NewEntityEvent } from './entity.queries';
import { spanEvent } from './span-event';

/** Sources are told by their ids alone: see `fromSpan`. */
const noSources = { resources: new Map<string, never>(), scopes: new Map<string, never>() };

/**
 * Where a span is stored under the id of an observation of which the first event comes now, it becomes an event of it: so that what it said
 * is folded with the rest.
 * @returns the ids of those observations
 */
export const joinStoredSpans = async (
  client: WorkspaceClient,
  { projectId, surface }: Pick<EntityCommit, 'projectId' | 'surface'>,
  {
    observations,
    stored,
    history,
  }: {
    readonly observations: readonly LockedEntity[];
    readonly stored: StoredByPlace;
    readonly history: Map<string, StoredEvent[]>;
  },
): Promise<string[]> => {
  const placesOf = new Map([...stored].map(([place, row]) => [row.spanId, place]));
  const joined: NewEntityEvent[] = observations
    .filter(({ placedIn }) => placedIn === null)
    .flatMap(({ id }) => {
      const place = placesOf.get(id);
      const row = place === undefined ? undefined : stored.get(place);
      if (!row?.isSpan || row.raw === null) return [];
      const traceId = place!.slice(0, -id.length - 1);
      const span = toOtlpSpan({ traceId, spanId: id, parentId: row.parentId, raw: row.raw }, noSources);
      const [resource, scope] = sourceIdsOf(row.raw);
      return [spanEvent(span, { sources: { resource: resource!, scope: scope! }, digest: row.contentHash, surface })];
    });
  if (joined.length === 0) return [];
  await insertEntityEvents(client, projectId, joined);
  for (const event of joined) history.get(entityKey(event))!.push({ ...event, arrival: 0 });
  return joined.map(({ id }) => id);
};
