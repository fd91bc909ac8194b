import { constants } from 'node:fs';
import { access, link, mkdir, open, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { conflict, DomainError, newId, notFound, unavailable } from '@debrief/kernel';
import { signGrant, verifyGrant, type ObjectGrant } from './object-grant';
import { ObjectStore, type SignedUpload, type StoredObject } from './object-store';

export interface LocalObjectStoreOptions {
  readonly folder: string;
  /** Address of the api, which serves the signed URLs of this store under `/objects/`. */
  readonly publicUrl: string;
  readonly signingKey: Uint8Array;
}

const segment = /^[A-Za-z0-9._-]+$/;
const incoming = '.incoming';

/** Objects as files in one folder; the api serves them by signed, expiring URLs. Several processes may share the folder. */
export class LocalObjectStore extends ObjectStore {
  constructor(private readonly options: LocalObjectStoreOptions) {
    super();
  }

  async ensureBucket(): Promise<void> {
    await mapped(mkdir(join(this.options.folder, incoming), { recursive: true, mode: 0o700 }));
  }

  async check(): Promise<void> {
    await this.ensureBucket();
    await mapped(access(this.options.folder, constants.R_OK | constants.W_OK | constants.X_OK));
  }

  async put(path: string, bytes: Uint8Array | Readable): Promise<void> {
    const target = this.fileOf(path);
    const temporary = await this.write(bytes, target);
    await mapped(rename(temporary, target));
    await this.syncFoldersOf(target);
  }

  async stat(path: string): Promise<StoredObject | undefined> {
    const found = await mapped(ifPresent(stat(this.fileOf(path))));
    return found?.isFile() ? { sizeBytes: found.size, contentType: null } : undefined;
  }

  async read(path: string): Promise<Readable | undefined> {
    const file = await mapped(ifPresent(open(this.fileOf(path), 'r')));
    return file?.createReadStream();
  }

  async remove(paths: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const failures = new Map<string, unknown>();
    for (const path of paths) {
      try {
        // Where the whole folder is away (not mounted, say), an absent file is no sign that it was removed.
        await access(join(this.options.folder, incoming));
        const target = this.fileOf(path);
        await ifPresent(unlink(target));
        await this.removeEmptyFoldersOf(target);
      } catch (error) {
        failures.set(path, fromFileError(error));
      }
    }
    return failures;
  }

  async signedDownloadUrl(path: string, options: { seconds: number; contentType: string }): Promise<string> {
    return this.urlOf({
      method: 'GET',
      path,
      expiresAt: nowInSeconds() + options.seconds,
      contentType: options.contentType,
      maxBytes: 0,
    });
  }

  async signedUploadUrl(
    path: string,
    options: { seconds: number; contentType: string; maxBytes: number },
  ): Promise<SignedUpload> {
    if (await this.stat(path)) throw alreadyThere();
    const { seconds, contentType, maxBytes } = options;
    return {
      url: this.urlOf({ method: 'PUT', path, expiresAt: nowInSeconds() + seconds, contentType, maxBytes }),
      expiresIn: seconds,
    };
  }

  /**
   * For the route that serves signed downloads: the file, and the media type to send it with.
   * @throws DomainError UNAUTHENTICATED for a token that does not grant this, NOT_FOUND when the object is gone
   */
  async openDownload(path: string, token: string): Promise<{ file: string; contentType: string }> {
    const { contentType } = this.verify('GET', path, token);
    if (!(await this.stat(path))) throw notFound('object', path);
    return { file: this.fileOf(path), contentType };
  }

  /**
   * For the route that takes signed uploads: stores the bytes unless the path is taken. They are read only when the token is good.
   * @throws DomainError UNAUTHENTICATED, UNSUPPORTED (another media type than granted), TOO_LARGE, CONFLICT (bytes are there already)
   */
  async acceptUpload(
    path: string,
    token: string,
    upload: { contentType: string; read(): Promise<Uint8Array> },
  ): Promise<void> {
    const grant = this.verify('PUT', path, token);
    if (upload.contentType !== grant.contentType)
      throw new DomainError('UNSUPPORTED', `The URL is signed for ${grant.contentType}`);
    const bytes = await upload.read();
    if (bytes.length > grant.maxBytes)
      throw new DomainError('TOO_LARGE', `The URL is signed for at most ${grant.maxBytes} bytes`);
    const target = this.fileOf(path);
    const temporary = await this.write(bytes, target);
    try {
      // A hard link is the one atomic step that refuses to replace a file.
      await link(temporary, target);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? alreadyThere() : fromFileError(error);
    } finally {
      await ifPresent(unlink(temporary));
    }
    await this.syncFoldersOf(target);
  }

  private verify(method: 'GET' | 'PUT', path: string, token: string): ObjectGrant {
    return verifyGrant(token, this.options.signingKey, { method, path, now: nowInSeconds() });
  }

  private urlOf(grant: ObjectGrant): string {
    this.fileOf(grant.path);
    return `${this.options.publicUrl.replace(/\/$/, '')}/objects/${grant.path}?token=${signGrant(grant, this.options.signingKey)}`;
  }

  /** Segments that begin with a dot are refused: no `..`, no hidden file, nothing in `.incoming`. */
  private fileOf(path: string): string {
    const segments = path.split('/');
    if (!segments.every((part) => segment.test(part) && !part.startsWith('.'))) throw notFound('object', path);
    return join(this.options.folder, ...segments);
  }

  /** Writes a temporary file beside the objects, on the same file system, and makes the target's folder. */
  private async write(bytes: Uint8Array | Readable, target: string): Promise<string> {
    await this.ensureBucket();
    const temporary = join(this.options.folder, incoming, newId());
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      return temporary;
    } catch (error) {
      await ifPresent(unlink(temporary));
      throw fromFileError(error);
    }
  }

  /** A new file survives a power cut only when the folders that name it were flushed too. */
  private async syncFoldersOf(target: string): Promise<void> {
    for (const folder of this.foldersOf(target)) {
      const handle = await mapped(open(folder, 'r'));
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }

  private async removeEmptyFoldersOf(target: string): Promise<void> {
    for (const folder of this.foldersOf(target).slice(0, -1)) {
      try {
        await rmdir(folder);
      } catch {
        return; // not empty: another object lives there
      }
    }
  }

  /** From the object's own folder up to the store's. */
  private foldersOf(target: string): string[] {
    const folders = [];
    for (let folder = dirname(target); folder.startsWith(this.options.folder + sep); folder = dirname(folder))
      folders.push(folder);
    return [...folders, this.options.folder];
  }
}

const nowInSeconds = (): number => Math.floor(Date.now() / 1000);
const alreadyThere = (): DomainError => conflict('The object has been uploaded already');

const mapped = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw fromFileError(error);
  }
};

const ifPresent = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const fromFileError = (error: unknown): DomainError =>
  error instanceof DomainError ? error : unavailable('The object store cannot serve now', 5, error);
