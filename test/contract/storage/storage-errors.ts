/**
 * The refusals of supabase/storage v1.x, commit 4fa61fb: src/internal/errors/codes.ts for status, code and words,
 * src/http/error-handler.ts for the envelope: HTTP 400 whatever is meant, unless that is 500; the status meant stands in the body.
 */
export class StorageRefusal extends Error {
  constructor(
    readonly meant: number,
    readonly code: string,
    message: string,
    readonly error: string = code,
  ) {
    super(message);
  }

  get httpStatus(): number {
    return this.meant === 500 ? 500 : 400;
  }

  get body(): object {
    return { statusCode: String(this.meant), code: this.code, error: this.error, message: this.message };
  }
}

export const refusals = {
  noSuchBucket: () => new StorageRefusal(404, 'NoSuchBucket', 'Bucket not found', 'Bucket not found'),
  noSuchKey: () => new StorageRefusal(404, 'NoSuchKey', 'Object not found', 'not_found'),
  keyAlreadyExists: () => new StorageRefusal(409, 'KeyAlreadyExists', 'The resource already exists', 'Duplicate'),
  bucketAlreadyExists: () => new StorageRefusal(409, 'BucketAlreadyExists', 'The resource already exists', 'Duplicate'),
  invalidMimeType: (type: string) =>
    new StorageRefusal(415, 'InvalidMimeType', `mime type ${type} is not supported`, 'invalid_mime_type'),
  entityTooLarge: () =>
    new StorageRefusal(413, 'EntityTooLarge', 'The object exceeded the maximum allowed size', 'Payload too large'),
  invalidKey: (key: string) => new StorageRefusal(400, 'InvalidKey', `Invalid key: ${key}`),
  invalidJwt: (why: string) => new StorageRefusal(400, 'InvalidJWT', why),
  invalidSignature: (why = 'Invalid signature') => new StorageRefusal(400, 'InvalidSignature', why),
  invalidRequest: (why: string) => new StorageRefusal(400, 'InvalidRequest', why),
  invalidRange: () => new StorageRefusal(400, 'InvalidRange', 'invalid range provided', 'invalid_range'),
  accessDenied: (why: string) => new StorageRefusal(403, 'AccessDenied', why, 'Unauthorized'),
  routeNotFound: (route: string) => new StorageRefusal(404, 'NotFound', `Route ${route} not found`),
} as const;
