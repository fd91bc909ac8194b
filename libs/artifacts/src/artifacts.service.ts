import { createHash } from 'node:crypto';
import { type Config, CONFIG, Database, ObjectStore, type WorkspaceTx } from '@debrief/infra';
import { locateTrace } from '@debrief/ingestion';
import { conflict, newId, notFound, type Scope } from '@debrief/kernel';
import { narrowToProject } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { ulid } from 'ulid';
import {
  type ArtifactRow,
  claimHash,
  deleteArtifacts,
  findArtifacts,
  insertArtifact,
  selectArtifactsOfTrace,
  selectObjectsOfTraces,
  updateToStored,
} from './artifacts.queries';
import type { ArtifactFacts, RegisterArtifact, RegisteredArtifact, UploadArtifact } from './artifacts.types';
import { cleanFilename } from './clean-filename';
import { checkDeclaredSize, decideDeclaredType, decideUpload } from './decide-content';
import { isSameArtifact } from './decide-same-artifact';
import { inspectObject } from './inspect-object';
import { storagePath } from './storage-path';

/** Seconds for which a signed URL is good (native.md §7). */
export const signedUrlSeconds = 300;

interface Content {
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
}

/**
 * The binaries of runs. A row is written before its object and deleted after it, so no object is ever without a row, whatever
 * fails in between: `registered` says that bytes may be there, `stored` that they are and were checked.
 */
@Injectable()
export class ArtifactsService {
  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Stores an artifact whose bytes are here. The same bytes under the same artifact_id are the artifact that is there.
   * @param project id or slug: narrows the look-up of the trace
   * @throws DomainError NOT_FOUND trace; CONFLICT other bytes under that artifact_id, or an ambiguous trace id; UNSUPPORTED, INVALID,
   *   TOO_LARGE as `decideUpload`; UNAVAILABLE
   */
  async upload(scope: Scope, traceExternalId: string, input: UploadArtifact, project?: string): Promise<ArtifactRow> {
    const { bytes, declaredType, declaredSize } = input;
    checkDeclaredSize(bytes.length, this.config.limits.artifactBytes);
    const contentType = decideUpload(bytes, { type: declaredType, size: declaredSize });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const content = { contentType, sizeBytes: bytes.length, sha256 };
    const { artifact } = await this.claim(scope, { traceExternalId, project, facts: input, content });
    if (artifact.status === 'stored') return artifact;
    await this.store.put(artifact.storagePath, bytes, { contentType });
    return this.settle(scope, artifact, { contentType, sha256 });
  }

  /**
   * Registers an artifact whose bytes the client puts at the URL of the answer. Registering again gives a new URL, and clears away
   * bytes that are not what was declared.
   * @throws DomainError as `upload`
   */
  async register(
    scope: Scope,
    traceExternalId: string,
    input: RegisterArtifact,
    project?: string,
  ): Promise<RegisteredArtifact> {
    const contentType = decideDeclaredType(input.contentType);
    checkDeclaredSize(input.sizeBytes, this.config.limits.artifactBytes);
    const content = { contentType, sizeBytes: input.sizeBytes, sha256: input.sha256?.toLowerCase() ?? null };
    const { artifact, isNew } = await this.claim(scope, { traceExternalId, project, facts: input, content });
    if (!isNew) {
      const confirmed = await this.confirm(scope, artifact);
      if (confirmed.status === 'stored') return { artifact: confirmed, upload: null };
      const failures = await this.store.remove([artifact.storagePath]);
      if (failures.size > 0) throw failures.get(artifact.storagePath);
    }
    const limits = { seconds: signedUrlSeconds, contentType: artifact.contentType, maxBytes: artifact.sizeBytes };
    return { artifact, upload: await this.store.signedUploadUrl(artifact.storagePath, limits) };
  }

  /**
   * A URL at which the bytes can be fetched for `signedUrlSeconds`.
   * @throws DomainError NOT_FOUND also for an artifact without its bytes; CONFLICT `ambiguous_id`; FORBIDDEN `scope_mismatch`
   */
  async signedUrl(scope: Scope, artifactId: string, project?: string): Promise<string> {
    const artifact = await this.database.inWorkspace(scope, async (tx) => {
      const [found, another] = await findArtifacts(tx, artifactId, await narrowToProject(tx, scope, project));
      if (another)
        throw conflict(`Several projects hold an artifact ${artifactId}: name one with project_id`, 'ambiguous_id');
      return found;
    });
    const confirmed = artifact && (await this.confirm(scope, artifact));
    if (confirmed?.status !== 'stored') throw notFound('artifact', artifactId);
    return this.store.signedDownloadUrl(confirmed.storagePath, {
      seconds: signedUrlSeconds,
      contentType: confirmed.contentType,
    });
  }

  /** Artifacts of a trace, oldest first. */
  async listOfTrace(scope: Scope, traceId: string): Promise<ArtifactRow[]> {
    return this.database.inWorkspace(scope, (tx) => selectArtifactsOfTrace(tx, traceId));
  }

  /**
   * Removes what the traces have in the object store, then the rows of what is gone.
   * @returns how many artifacts went, and the traces of which at least one object stayed
   */
  async removeOfTraces(
    scope: Scope,
    traceIds: readonly string[],
  ): Promise<{ removed: number; failedTraceIds: readonly string[] }> {
    if (traceIds.length === 0) return { removed: 0, failedTraceIds: [] };
    const objects = await this.database.inWorkspace(scope, (tx) => selectObjectsOfTraces(tx, traceIds));
    if (objects.length === 0) return { removed: 0, failedTraceIds: [] };
    const failures = await this.store.remove(objects.map((object) => object.storagePath));
    const gone = objects.filter((object) => !failures.has(object.storagePath)).map(({ id }) => id);
    if (gone.length > 0) await this.database.inWorkspace(scope, (tx) => deleteArtifacts(tx, gone));
    const failed = objects.filter((object) => failures.has(object.storagePath)).map(({ traceId }) => traceId);
    return { removed: gone.length, failedTraceIds: [...new Set(failed)] };
  }

  /** The row of this artifact, made now unless the artifact_id has one. */
  private claim(
    scope: Scope,
    {
      traceExternalId,
      project,
      facts,
      content,
    }: { traceExternalId: string; project?: string; facts: ArtifactFacts; content: Content },
  ): Promise<{ artifact: ArtifactRow; isNew: boolean }> {
    return this.database.inWorkspace(scope, async (tx) => {
      const trace = await locateTrace(tx, scope, traceExternalId, project);
      const id = newId();
      const artifactId = facts.artifactId ?? `art_${ulid()}`;
      const filename = cleanFilename(facts.filename);
      const isNew = await insertArtifact(tx, {
        id,
        artifactId,
        projectId: trace.projectId,
        traceId: trace.id,
        ...content,
        filename,
        artifactType: facts.artifactType,
        eventTimeMap: facts.eventTimeMap,
        storagePath: storagePath({ workspaceId: scope.workspaceId, traceExternalId: trace.externalId, id, filename }),
        status: 'registered',
      });
      const artifact = await getArtifact(tx, artifactId, trace.projectId);
      if (!isNew) await checkSame(tx, artifact, { traceId: trace.id, ...content });
      return { artifact, isNew };
    });
  }

  /** The artifact as it stands once its bytes, if a client has put them since, were looked at. */
  private async confirm(scope: Scope, artifact: ArtifactRow): Promise<ArtifactRow> {
    if (artifact.status === 'stored') return artifact;
    const bytes = await inspectObject(this.store, artifact);
    return bytes ? this.settle(scope, artifact, bytes) : artifact;
  }

  /** The row once the bytes are known to be there. It stays as it is when another upload claimed other bytes meanwhile. */
  private async settle(
    scope: Scope,
    artifact: ArtifactRow,
    bytes: { contentType: string; sha256: string },
  ): Promise<ArtifactRow> {
    const settled = await this.database.inWorkspace(scope, async (tx) => {
      await updateToStored(tx, artifact.id, bytes);
      return (await findArtifacts(tx, artifact.artifactId, artifact.projectId))[0];
    });
    if (settled?.id === artifact.id) return settled;
    // The trace went while its bytes were on their way: nothing else would ever remove them.
    await this.store.remove([artifact.storagePath]);
    throw notFound('artifact', artifact.artifactId);
  }
}

const getArtifact = async (tx: WorkspaceTx, artifactId: string, projectId: string): Promise<ArtifactRow> => {
  const [artifact] = await findArtifacts(tx, artifactId, projectId);
  if (!artifact) throw notFound('artifact', artifactId);
  return artifact;
};

const checkSame = async (tx: WorkspaceTx, known: ArtifactRow, wanted: Content & { traceId: string }): Promise<void> => {
  const isSame =
    isSameArtifact(known, wanted) && (wanted.sha256 === null || (await claimHash(tx, known.id, wanted.sha256)));
  if (!isSame) throw conflict(`artifact_id ${known.artifactId} belongs to another artifact`);
};
