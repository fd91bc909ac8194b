import { DomainError, invalid } from '@debrief/kernel';
import { artifactMediaTypes, type MediaType, readMediaType } from './media-type';
import { sniffBytes, sniffMediaType } from './sniff-media-type';

const unsupported = (what: string): DomainError =>
  new DomainError('UNSUPPORTED', `${what}; only ${artifactMediaTypes.join(', ')} are stored`);

/** @throws DomainError UNSUPPORTED unless the declared type is one that may be stored */
export const decideDeclaredType = (declared: string | undefined): MediaType => {
  const type = readMediaType(declared);
  if (!type)
    throw unsupported(
      declared ? `The media type ${declared.slice(0, 100)} is not supported` : 'A media type is required',
    );
  return type;
};

/**
 * The type that uploaded bytes are stored as: their own, whichever allowed one was declared (the SDK calls every screenshot PNG).
 * @throws DomainError UNSUPPORTED for another declared type or other bytes; INVALID when the declared size is not the bytes'
 */
export const decideUpload = (
  bytes: Buffer,
  declared: { readonly type: string | undefined; readonly size: number | null },
): MediaType => {
  decideDeclaredType(declared.type);
  if (declared.size !== null && declared.size !== bytes.length)
    throw invalid('size_bytes', `says ${declared.size}, the body has ${bytes.length}`);
  const type = sniffMediaType(bytes.subarray(0, sniffBytes));
  if (!type) throw unsupported('The bytes are of another media type');
  return type;
};

/**
 * @throws DomainError INVALID for a size that is no byte count; TOO_LARGE over the limit (bytes)
 */
export const checkDeclaredSize = (sizeBytes: number, limit: number): void => {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw invalid('size_bytes', 'must be a whole number of bytes');
  if (sizeBytes > limit) throw new DomainError('TOO_LARGE', `An artifact has at most ${limit} bytes`);
};
