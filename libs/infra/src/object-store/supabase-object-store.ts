import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { DomainError } from '@debrief/kernel';
import { createClient } from '@supabase/supabase-js';
import { fromStorageError, isNoSuch, type StorageFailure } from './from-storage-error';
import { ObjectStore, type SignedUpload, type StoredObject } from './object-store';

export interface SupabaseObjectStoreOptions {
  readonly url: string;
  /** Secret (service-role) key: never leaves the server. */
  readonly secretKey: string;
  readonly bucket: string;
  readonly maxBytes: number;
  readonly allowedTypes: readonly string[];
  /** For one call to Storage, body included. */
  readonly timeoutMs?: number;
}

/** For a body that is handed on as it comes: its sender may be slow. */
const streamTimeoutMs = 900_000;

/** Storage deletes in batches of its own of this size; one request for each keeps a failure small. */
const removeBatch = 500;

/**
 * Objects in a private bucket of Supabase Storage. Signed downloads are served by Storage itself, with its own headers: the
 * object's media type, ranges, `Expires`; it sends neither `nosniff` nor a content security policy. What keeps them harmless
 * is that only images and video get in, and bytes that no browser shows, on a host of their own.
 */
export class SupabaseObjectStore extends ObjectStore {
  private readonly storage: ReturnType<typeof createClient>['storage'];

  constructor(private readonly options: SupabaseObjectStoreOptions) {
    super();
    const { timeoutMs = 25_000 } = options;
    this.storage = createClient(options.url, options.secretKey, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      global: {
        fetch: (input, init) => {
          const allowedMs = init?.body instanceof ReadableStream ? streamTimeoutMs : timeoutMs;
          return fetch(input, { ...init, signal: AbortSignal.timeout(allowedMs) });
        },
      },
    }).storage;
  }

  /** @throws Error when the bucket exists and is public: then every artifact would be, too */
  async ensureBucket(): Promise<void> {
    const { bucket, maxBytes, allowedTypes } = this.options;
    const found = await this.storage.getBucket(bucket);
    if (found.data?.public) throw new Error(`Storage bucket ${bucket} is public; artifacts need a private one`);
    if (found.data) return found.data.allowed_mime_types ? this.widenBucket(found.data.allowed_mime_types) : undefined;
    if (!isNoSuch('Bucket', found.error)) throw fromStorageError(found.error);
    const made = await this.storage.createBucket(bucket, {
      public: false,
      fileSizeLimit: maxBytes,
      allowedMimeTypes: [...allowedTypes],
    });
    if (made.error && fromStorageError(made.error).code !== 'CONFLICT') throw fromStorageError(made.error);
  }

  async check(): Promise<void> {
    await this.ensureBucket();
  }

  async put(path: string, bytes: Uint8Array | Readable, options: { contentType: string }): Promise<void> {
    const body = bytes instanceof Uint8Array ? bytes : (Readable.toWeb(bytes) as globalThis.ReadableStream<Uint8Array>);
    dataOf(await this.files.upload(path, body, { contentType: options.contentType, upsert: true }));
  }

  async stat(path: string): Promise<StoredObject | undefined> {
    const found = await this.files.info(path);
    if (found.error && isNoSuch('Key', found.error)) return undefined;
    const { size, contentType } = dataOf(found);
    return { sizeBytes: size ?? 0, contentType: contentType ?? null };
  }

  async read(path: string): Promise<Readable | undefined> {
    const found = await this.files.download(path).asStream();
    if (found.error && isNoSuch('Key', found.error)) return undefined;
    return Readable.fromWeb(dataOf(found) as ReadableStream);
  }

  async remove(paths: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const failures = new Map<string, unknown>();
    for (let from = 0; from < paths.length; from += removeBatch) {
      const batch = paths.slice(from, from + removeBatch);
      const { error } = await this.files.remove(batch);
      if (error) for (const path of batch) failures.set(path, fromStorageError(error));
    }
    return failures;
  }

  async signedDownloadUrl(path: string, options: { seconds: number }): Promise<string> {
    return dataOf(await this.files.createSignedUrl(path, options.seconds)).signedUrl;
  }

  /** Storage decides the lifetime (a setting of the server) and checks type and size by the bucket's limits. */
  async signedUploadUrl(path: string, options: { seconds: number }): Promise<SignedUpload> {
    const { signedUrl, token } = dataOf(await this.files.createSignedUploadUrl(path));
    return { url: signedUrl, expiresIn: Math.min(options.seconds, lifetimeOf(token)) };
  }

  /** A bucket that was made before some type was stored takes it from now on. Its size limit is its owner's. */
  private async widenBucket(known: readonly string[]): Promise<void> {
    const { bucket, allowedTypes } = this.options;
    if (allowedTypes.every((type) => known.includes(type))) return;
    const allowedMimeTypes = [...new Set([...known, ...allowedTypes])];
    const { error } = await this.storage.updateBucket(bucket, { public: false, allowedMimeTypes });
    if (error) throw fromStorageError(error);
  }

  private get files(): ReturnType<typeof this.storage.from> {
    return this.storage.from(this.options.bucket);
  }
}

const dataOf = <R extends { data: unknown; error: StorageFailure | null }>(result: R): NonNullable<R['data']> => {
  if (result.error) throw fromStorageError(result.error);
  return result.data as NonNullable<R['data']>;
};

/** Seconds between `iat` and `exp` of a token of Storage, which is a JWT. */
const lifetimeOf = (token: string): number => {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    iat?: number;
    exp?: number;
  };
  if (!claims.iat || !claims.exp) throw new DomainError('INTERNAL', 'Storage signed an upload URL without an expiry');
  return claims.exp - claims.iat;
};
