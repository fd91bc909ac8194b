import type { Readable } from 'node:stream';
import { Database, enqueueForWorkspaces, ObjectStore, type SystemTx } from '@debrief/infra';
import { invalid, notFound, type Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import {
  deleteRemovedMedia,
  findMedia,
  findWorkspacesWithUnusedMedia,
  mediaUses,
  settleMediaUses,
  type StoredMedia,
  takeUnusedMedia,
} from './media.queries';

/** Objects removed at a time. */
const batch = 200;
const hashForm = /^[0-9a-f]{64}$/;

export interface OpenedMedia extends Pick<StoredMedia, 'mediaType' | 'sizeBytes'> {
  /** @throws DomainError NOT_FOUND when the object went meanwhile; UNAVAILABLE */
  read(): Promise<Readable>;
}

/** The media of runs: serves them to who may read their project, and removes what no run names any more. */
@Injectable()
export class MediaService {
  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
  ) {}

  /**
   * An object that some run of the project names.
   * @param project id, slug or `default`
   * @throws DomainError INVALID `invalid_hash`; NOT_FOUND project, file; CONFLICT `project_ambiguous`
   */
  async open(scope: Scope, project: string, sha256: string): Promise<OpenedMedia> {
    if (!hashForm.test(sha256)) throw invalid('sha256', 'must be 64 hex digits in lower case', 'invalid_hash');
    const found = await this.database.inWorkspace(scope, async (tx) =>
      findMedia(tx, await locateProject(tx, scope, project), sha256),
    );
    if (!found) throw notFound('file', sha256);
    const { mediaType, sizeBytes, storagePath } = found;
    const read = async (): Promise<Readable> => {
      const bytes = await this.store.read(storagePath);
      if (!bytes) throw notFound('file', sha256);
      return bytes;
    };
    return { mediaType, sizeBytes, read };
  }

  /**
   * Removes the objects of the workspace that no run or item has named for an hour, and lets go of those that were announced a day ago for
   * what never came. Safe to run twice: an object that cannot be removed now is tried again.
   * @throws DomainError UNAVAILABLE when the object store is away
   */
  async removeUnused(scope: Scope): Promise<void> {
    for (const uses of mediaUses)
      while ((await this.database.inWorkspace(scope, (tx) => settleMediaUses(tx, uses, batch))) === batch);
    for (let taken = batch; taken === batch;) {
      const media = await this.database.inWorkspace(scope, (tx) => takeUnusedMedia(tx, batch));
      taken = media.length;
      const removed = media.filter(({ isRemoved }) => isRemoved);
      const failures = await this.store.remove(removed.map(({ storagePath }) => storagePath));
      const gone = removed.filter(({ storagePath }) => !failures.has(storagePath)).map(({ id }) => id);
      if (gone.length > 0) await this.database.inWorkspace(scope, (tx) => deleteRemovedMedia(tx, gone));
      for (const failure of failures.values()) throw failure;
    }
  }

  /** Asks for `removeUnused` in each workspace that has something to remove. */
  async sweep(tx: SystemTx): Promise<void> {
    const workspaces = await findWorkspacesWithUnusedMedia(tx);
    await enqueueForWorkspaces(
      tx,
      'ingestion.remove-media',
      workspaces.map((workspaceId) => ({ workspaceId, payload: {} })),
    );
  }
}
