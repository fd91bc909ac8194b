import { Readable } from 'node:stream';
import {
  type Config,
  CONFIG,
  Database,
  deriveKey,
  type ObjectGrant,
  ObjectStore,
  signGrant,
  verifyGrant,
} from '@debrief/infra';
import { DomainError, invalid, newId, notFound, type Scope, unavailable } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { checkBytes } from './check-bytes';
import { pathOf, storedAs } from './media-keeper';
import { hashPrefixOf, toMediaId } from './media-id';
import {
  claimMedia,
  findMediaByHash,
  findMediaById,
  insertMediaUse,
  type MediaRow,
  type MediaUser,
  updateToStored,
} from './media.queries';

/** Seconds for which an address is good (platform.md D). */
const uploadSeconds = 900;
const downloadSeconds = 3_600;

/** Where the api takes and gives the bytes: below this path the rest names the object. */
export const mediaContentPath = 'media-content';

/** Bytes that a client is about to send. */
export interface AnnouncedMedia {
  readonly user: MediaUser;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** In hex. */
  readonly sha256: string;
}

export interface UploadInvitation {
  readonly mediaId: string;
  /** Null: the bytes are there already. */
  readonly uploadUrl: string | null;
}

export interface MediaLink {
  readonly mediaId: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly uploadedAt: Date;
  readonly url: string;
  readonly expiresAt: Date;
}

/** A request to an address of `mediaContentPath`. */
interface SignedRequest {
  /** What follows `mediaContentPath/`. */
  readonly path: string;
  readonly token: string;
}

export interface AcceptedUpload extends SignedRequest {
  readonly contentType: string;
  /** As the client claims it beside the bytes, in base64. */
  readonly sha256Base64: string | undefined;
  readonly bytes: AsyncIterable<Buffer>;
}

export interface SentMedia {
  readonly mediaId: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** @throws DomainError NOT_FOUND when the object went meanwhile; UNAVAILABLE */
  read(): Promise<Readable>;
}

/**
 * Media that clients upload by themselves, and name in their traces by id (platform.md D). They are objects as those that come inside of
 * messages: the same bytes are there once a project, whichever way they came first.
 */
@Injectable()
export class MediaUploadsService {
  private readonly key: Buffer;

  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.key = deriveKey(config.secret, 'media-url');
  }

  /**
   * Makes room for the bytes and says where to put them. The run or the item that names them may come later.
   * @throws DomainError TOO_LARGE
   */
  async announce(scope: Scope, projectId: string, media: AnnouncedMedia): Promise<UploadInvitation> {
    const { user, mediaType, sizeBytes, sha256 } = media;
    const { mediaBytes } = this.config.limits;
    if (sizeBytes > mediaBytes) throw new DomainError('TOO_LARGE', `Media have at most ${mediaBytes} bytes`);
    const id = newId();
    const storagePath = pathOf(scope.workspaceId, projectId, id);
    const claimed = await this.database.inWorkspace(scope, async (tx) => {
      const [row] = await claimMedia(tx, projectId, [{ id, sha256, mediaType, sizeBytes, storagePath }]);
      if (row) await insertMediaUse(tx, projectId, row.id, user);
      return row;
    });
    if (!claimed) throw unavailable('These bytes are being removed', 1);
    const grant = { method: 'PUT', contentType: mediaType, maxBytes: sizeBytes } as const;
    const uploadUrl = claimed.isStored ? null : this.urlOf(claimed.storagePath, grant, uploadSeconds).url;
    return { mediaId: toMediaId(sha256), uploadUrl };
  }

  /**
   * Stores the bytes that are put at an address of `announce`, as they come.
   * @throws DomainError UNAUTHENTICATED for an address that is not ours or has expired; NOT_FOUND when nobody names them any more;
   *   UNSUPPORTED for another media type; INVALID for another length or hash; MALFORMED when the client goes away; UNAVAILABLE
   */
  async accept(upload: AcceptedUpload): Promise<void> {
    const { grant, workspaceId, media } = await this.open('PUT', upload);
    if (upload.contentType !== grant.contentType)
      throw new DomainError('UNSUPPORTED', `The address is signed for ${grant.contentType}`);
    if (upload.sha256Base64 !== undefined && upload.sha256Base64 !== toBase64(media.sha256))
      throw invalid('x-amz-checksum-sha256', 'is not the hash that the address is signed for');
    const sizeBytes = grant.maxBytes;
    const { bytes, problem } = checkBytes(upload.bytes, { sizeBytes, sha256: media.sha256 });
    try {
      if (media.storedAt === null) await this.store.put(media.storagePath, Readable.from(bytes), storedAs);
      // A client that repeats itself is told the same.
      else while (!(await bytes.next()).done);
    } catch (error) {
      throw problem() ?? error;
    }
    const arrived = [{ id: media.id, mediaType: grant.contentType, sizeBytes }];
    await this.database.inWorkspace({ workspaceId }, (tx) => updateToStored(tx, arrived));
  }

  /** Makes sure that a run or an item of the project names it, whether its bytes came or not. @throws DomainError NOT_FOUND */
  async check(scope: Scope, projectId: string, mediaId: string): Promise<void> {
    await this.find(scope, projectId, mediaId);
  }

  /** What is known of an object, and where its bytes are for an hour. @throws DomainError NOT_FOUND also before its bytes came */
  async link(scope: Scope, projectId: string, mediaId: string): Promise<MediaLink> {
    const { storedAt, mediaType, sizeBytes, storagePath } = await this.find(scope, projectId, mediaId);
    if (storedAt === null) throw notFound('media', mediaId);
    const grant = { method: 'GET', contentType: mediaType, maxBytes: 0 } as const;
    const { url, expiresAt } = this.urlOf(storagePath, grant, downloadSeconds);
    return { mediaId, mediaType, sizeBytes, uploadedAt: storedAt, url, expiresAt };
  }

  /** The bytes at an address of `link`. @throws DomainError UNAUTHENTICATED, NOT_FOUND */
  async download(request: SignedRequest): Promise<SentMedia> {
    const { media } = await this.open('GET', request);
    const mediaId = toMediaId(media.sha256);
    if (media.storedAt === null) throw notFound('media', mediaId);
    const read = async (): Promise<Readable> => {
      const bytes = await this.store.read(media.storagePath);
      if (!bytes) throw notFound('media', mediaId);
      return bytes;
    };
    return { mediaId, mediaType: media.mediaType, sizeBytes: media.sizeBytes, read };
  }

  private async find(scope: Scope, projectId: string, mediaId: string): Promise<MediaRow> {
    const prefix = hashPrefixOf(mediaId);
    const found =
      prefix !== undefined && (await this.database.inWorkspace(scope, (tx) => findMediaByHash(tx, projectId, prefix)));
    if (!found) throw notFound('media', mediaId);
    return found;
  }

  /** Whatever an address was signed for: the workspace and the object are of its path, which only we can have signed. */
  private async open(
    method: ObjectGrant['method'],
    { path, token }: SignedRequest,
  ): Promise<{ grant: ObjectGrant; workspaceId: string; media: MediaRow }> {
    const grant = verifyGrant(token, this.key, { method, path, now: Math.floor(Date.now() / 1000) });
    const [workspaceId = '', , id = ''] = path.split('/');
    const media = await this.database.inWorkspace({ workspaceId }, (tx) => findMediaById(tx, id));
    if (!media) throw new DomainError('NOT_FOUND', 'Nobody names these bytes any more');
    return { grant, workspaceId, media };
  }

  private urlOf(
    storagePath: string,
    grant: Pick<ObjectGrant, 'method' | 'contentType' | 'maxBytes'>,
    seconds: number,
  ): { url: string; expiresAt: Date } {
    const path = storagePath.split('/').slice(1).join('/');
    const expiresAt = Math.floor(Date.now() / 1000) + seconds;
    const token = signGrant({ ...grant, path, expiresAt }, this.key);
    const base = this.config.http.publicUrl.replace(/\/$/, '');
    return { url: `${base}/${mediaContentPath}/${path}?token=${token}`, expiresAt: new Date(expiresAt * 1000) };
  }
}

const toBase64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
