import type { WorkspaceClient } from '@debrief/infra';
import { unavailable } from '@debrief/kernel';
import { holdMedia, insertMediaUses } from './media.queries';

/** An item that names media by their sha256. */
interface NamesMedia {
  readonly traceId: string | null;
  readonly media: readonly string[];
}

/**
 * Notes, in the transaction that stores the items, which media their runs name.
 * @param mediaIds of what was stored before, see `MediaKeeper`
 * @throws DomainError UNAVAILABLE when an object was swept meanwhile, which takes an hour: the export has to come again
 */
export const nameMedia = async (
  client: WorkspaceClient,
  projectId: string,
  items: readonly NamesMedia[],
  mediaIds: ReadonlyMap<string, string>,
): Promise<void> => {
  if (mediaIds.size === 0) return;
  const uses = new Map<string, { traceId: string; mediaId: string }>();
  for (const { traceId, media } of items)
    for (const sha256 of media) {
      const mediaId = mediaIds.get(sha256);
      if (traceId !== null && mediaId !== undefined) uses.set(`${traceId}/${mediaId}`, { traceId, mediaId });
    }
  if (uses.size === 0) return;
  const named = [...new Set([...uses.values()].map(({ mediaId }) => mediaId))];
  if ((await holdMedia(client, named)).size < named.length)
    throw unavailable('Media of the export was removed meanwhile', 1);
  await insertMediaUses(client, projectId, [...uses.values()]);
};
