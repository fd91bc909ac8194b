import { DomainError, type ErrorCode } from '@debrief/kernel';
import { HttpException } from '@nestjs/common';

/** Nest and express speak in statuses; these are the ones that they raise by themselves. */
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'MALFORMED',
  404: 'NOT_FOUND',
  405: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED',
};

/** What is told of an error that nobody foresaw. The rest is in the log, under the request id. */
export const internalMessage = 'Something went wrong on our side';

/** Any thrown value as the product's one error. */
export const toDomainError = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) {
    const code = codeOfStatus[error.getStatus()];
    if (code === 'NOT_FOUND') return new DomainError(code, 'There is no such route', { cause: error });
    if (code) return new DomainError(code, error.message, { cause: error });
  }
  return new DomainError('INTERNAL', internalMessage, { cause: error });
};
