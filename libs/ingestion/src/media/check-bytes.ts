import { createHash } from 'node:crypto';
import { DomainError, invalid } from '@debrief/kernel';

/** What the sender said of his bytes. */
export interface DeclaredBytes {
  readonly sizeBytes: number;
  /** In hex. */
  readonly sha256: string;
}

export interface CheckedBytes {
  /** The bytes as they come, the last of them only when all are as declared. */
  readonly bytes: AsyncGenerator<Buffer>;
  /** Why `bytes` broke off, which who reads them may wrap in an error of his own; undefined while they have not. */
  problem(): DomainError | undefined;
}

/**
 * Hands bytes on and makes sure that they are what was declared, without ever holding more than two pieces of them. A piece is held back
 * until the next is there, so that nobody has all of what is not right.
 * @returns bytes that break off with INVALID for another length or hash, MALFORMED when the sender goes away
 */
export const checkBytes = (source: AsyncIterable<Buffer>, declared: DeclaredBytes): CheckedBytes => {
  let problem: DomainError | undefined;
  const pass = async function* (): AsyncGenerator<Buffer> {
    try {
      yield* checked(source, declared);
    } catch (error) {
      problem =
        error instanceof DomainError ? error : new DomainError('MALFORMED', 'The body ended early', { cause: error });
      throw problem;
    }
  };
  return { bytes: pass(), problem: () => problem };
};

async function* checked(source: AsyncIterable<Buffer>, { sizeBytes, sha256 }: DeclaredBytes): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let size = 0;
  let held: Buffer | undefined;
  for await (const piece of source) {
    size += piece.length;
    if (size > sizeBytes) throw otherLength(sizeBytes);
    hash.update(piece);
    if (held) yield held;
    held = piece;
  }
  if (size < sizeBytes) throw otherLength(sizeBytes);
  if (hash.digest('hex') !== sha256) throw invalid('sha256Hash', 'is not the hash of these bytes');
  if (held) yield held;
}

const otherLength = (sizeBytes: number): DomainError =>
  invalid('contentLength', `says ${sizeBytes} bytes, and the body has another number`);
