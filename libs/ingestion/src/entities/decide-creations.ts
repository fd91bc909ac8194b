import type { WorkspaceClient } from '@debrief/infra';
import { entityKey, findCreations, type LockedEntity, type NewEntityEvent } from './entity.queries';

/**
 * Which events that make entities come to nothing: those whose entity is made already, `known` with the same content, else `taken`; and
 * those of an observation that is there otherwise. Only where there are such is the lock waited for.
 */
export const decideCreations = async (
  client: WorkspaceClient,
  projectId: string,
  { events, locking }: { readonly events: readonly NewEntityEvent[]; readonly locking: Promise<LockedEntity[]> },
): Promise<ReadonlyMap<NewEntityEvent, 'known' | 'taken'>> => {
  const decided = new Map<NewEntityEvent, 'known' | 'taken'>();
  const making = events.filter(({ creation }) => creation !== undefined);
  if (making.length === 0) return decided;
  const [locked, makers] = await Promise.all([locking, findCreations(client, projectId, making)]);
  const isStored = new Set(locked.filter(({ placedIn }) => placedIn !== null).map(entityKey));
  for (const event of making) {
    const key = entityKey(event);
    const maker = makers.get(key);
    const isThere = event.creation!.isThere || (event.entity === 'observation' && isStored.has(key));
    if (maker === undefined && !isThere) makers.set(key, event.eventId);
    else decided.set(event, maker === event.eventId ? 'known' : 'taken');
  }
  return decided;
};
