import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly sizeBytes: number;
  /** Null where the store keeps no media type of its own. */
  readonly contentType: string | null;
}

export interface SignedUpload {
  readonly url: string;
  /** Seconds for which the URL is good; a store that decides this itself may give fewer than were asked for. */
  readonly expiresIn: number;
}

/**
 * Where the bytes of artifacts and media lie. A path is `/`-separated segments of ASCII letters, digits, `.`, `_` and `-`.
 * Every method throws DomainError; UNAVAILABLE means that the store cannot be reached or cannot serve now.
 */
export abstract class ObjectStore {
  /** Makes the private place for objects if it is absent. Safe to call from several processes at once. */
  abstract ensureBucket(): Promise<void>;

  /** Resolves when the store can take and serve objects now. */
  abstract check(): Promise<void>;

  /**
   * Stores the bytes, in place of what lies there. Resolves when they are durable. A stream is handed on as it comes; one that fails
   * leaves what was there, and its error is the cause of the one that is thrown, or is that.
   */
  abstract put(path: string, bytes: Uint8Array | Readable, options: { readonly contentType: string }): Promise<void>;

  abstract stat(path: string): Promise<StoredObject | undefined>;

  abstract read(path: string): Promise<Readable | undefined>;

  /**
   * Removes objects; one that is not there counts as removed.
   * @returns what could not be removed: path → why
   */
  abstract remove(paths: readonly string[]): Promise<ReadonlyMap<string, unknown>>;

  /** A URL at which anyone may GET the object, with ranges, until it expires. Bytes come with `contentType`, for display. */
  abstract signedDownloadUrl(
    path: string,
    options: { readonly seconds: number; readonly contentType: string },
  ): Promise<string>;

  /**
   * A URL at which anyone may PUT the object once: never over bytes that are there already.
   * @throws DomainError CONFLICT when the object exists
   */
  abstract signedUploadUrl(
    path: string,
    options: { readonly seconds: number; readonly contentType: string; readonly maxBytes: number },
  ): Promise<SignedUpload>;
}
