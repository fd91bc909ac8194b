import type { IncomingMessage } from 'node:http';
import { DomainError } from '@debrief/kernel';
import type { BodyLease } from './body-budget';

export const tooLarge = (limit: number): DomainError =>
  new DomainError('TOO_LARGE', `The body is larger than ${limit} bytes`);
export const overBudget = (): DomainError =>
  new DomainError('LIMITED', 'The server is busy with other large requests', { retryAfter: 1 });

/**
 * Reads a request's body as it was sent, counting while it arrives.
 * @throws DomainError TOO_LARGE as soon as the limit (bytes) is passed, LIMITED when the budget is used up, MALFORMED when the
 * client goes away in the middle
 */
export const collectBody = (request: IncomingMessage, limit: number, lease: BodyLease): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) return reject(tooLarge(limit));
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (): void => {
      request.off('data', take).off('end', finish).off('close', abandon).off('error', abandon);
    };
    const fail = (error: DomainError): void => {
      stop();
      request.pause();
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) return fail(tooLarge(limit));
      if (!lease.grow(chunk.length)) return fail(overBudget());
      chunks.push(chunk);
    };
    const finish = (): void => {
      stop();
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
    };
    const abandon = (): void => {
      stop();
      reject(new DomainError('MALFORMED', 'The body ended early'));
    };
    request.on('data', take).on('end', finish).on('close', abandon).on('error', abandon);
  });
