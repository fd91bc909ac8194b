import { DomainError } from '@debrief/kernel';

/** What matters of an error of supabase-js; an error without a status never reached Storage. */
export interface StorageFailure {
  readonly status?: number;
  /** The status that Storage means, as text. */
  readonly statusCode?: string;
  readonly code?: string;
}

/**
 * Says once what an error of Supabase Storage means to the product. Storage answers nearly every refusal with HTTP 400 and puts
 * the status that it means into the body: github.com/supabase/storage, src/http/error-handler.ts.
 */
export const fromStorageError = (error: StorageFailure): DomainError => {
  const status = meantStatus(error);
  if (status === undefined || status >= 500 || status === 429) return storeUnavailable(error);
  // A missing bucket or a refused key is a fault of this installation, not of the caller.
  if (error.code === 'NoSuchBucket' || status === 401 || status === 403) return storeUnavailable(error);
  switch (status) {
    case 404:
      return new DomainError('NOT_FOUND', 'The object does not exist', { cause: error });
    case 409:
      return new DomainError('CONFLICT', 'The object has been uploaded already', { cause: error });
    case 413:
      return new DomainError('TOO_LARGE', 'The object is larger than the object store allows', { cause: error });
    case 415:
      return new DomainError('UNSUPPORTED', 'The object store does not take this media type', { cause: error });
    default:
      return new DomainError('INTERNAL', 'The object store refused the request', { cause: error });
  }
};

/** Older servers send no `code`; what was asked for tells what is missing. */
export const isNoSuch = (what: 'Key' | 'Bucket', error: StorageFailure): boolean =>
  meantStatus(error) === 404 && (error.code ?? `NoSuch${what}`) === `NoSuch${what}`;

/** Undefined when there was no answer at all. */
const meantStatus = (error: StorageFailure): number | undefined => {
  if (error.status === undefined || error.status >= 500) return error.status;
  const inBody = Number(error.statusCode);
  return Number.isInteger(inBody) && inBody > 0 ? inBody : error.status;
};

const storeUnavailable = (cause: unknown): DomainError =>
  new DomainError('UNAVAILABLE', 'The object store cannot serve now', { retryAfter: 5, cause });
