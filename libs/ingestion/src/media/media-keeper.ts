import type { Database, ObjectStore } from '@debrief/infra';
import { newId, unavailable } from '@debrief/kernel';
import type { FoundMedia } from '../dialects/otlp/media/media-lifter';
import { claimMedia, updateToStored } from './media.queries';

/** Objects written at a time. */
const lanes = 8;
/** What a client's declaration could make of bytes matters to nobody but the route that serves them. */
export const storedAs = { contentType: 'application/octet-stream' };

/** Stores the media of exports, each once a project. A row is there before its object and goes after it, so none is without a row. */
export class MediaKeeper {
  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
  ) {}

  /**
   * Stores what is not stored yet, before the items that name it: nobody needs it then but them, and what they do not name in the end is
   * swept.
   * @returns the ids of the objects by sha256
   * @throws DomainError UNAVAILABLE when the object store is away: then nothing of the export may be stored
   */
  async keep(
    workspaceId: string,
    projectId: string,
    media: readonly FoundMedia[],
  ): Promise<ReadonlyMap<string, string>> {
    if (media.length === 0) return new Map();
    const rows = media.map(({ sha256, mediaType, bytes }) => {
      const id = newId();
      return { id, sha256, mediaType, sizeBytes: bytes.length, storagePath: pathOf(workspaceId, projectId, id) };
    });
    const claimed = await this.database.inWorkspace({ workspaceId }, (tx) => claimMedia(tx, projectId, rows));
    const foundBy = new Map(media.map((one) => [one.sha256, one]));
    const absent = claimed.filter(({ isStored }) => !isStored);
    await inLanes(absent, ({ sha256, storagePath }) =>
      this.store.put(storagePath, foundBy.get(sha256)!.bytes, storedAs),
    );
    const arrived = absent.map(({ id, sha256 }) => {
      const { mediaType, bytes } = foundBy.get(sha256)!;
      return { id, mediaType, sizeBytes: bytes.length };
    });
    if (arrived.length > 0) await this.database.inWorkspace({ workspaceId }, (tx) => updateToStored(tx, arrived));
    if (claimed.length < media.length) throw unavailable('Media of the export was removed meanwhile', 1);
    return new Map(claimed.map(({ sha256, id }) => [sha256, id]));
  }
}

/** `media/<workspace>/<project>/<id>`: of an id, so that bytes that come again never meet the removal of those before. */
export const pathOf = (workspaceId: string, projectId: string, id: string): string =>
  ['media', workspaceId, projectId, id].join('/');

const inLanes = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  const waiting = items.values();
  const lane = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
