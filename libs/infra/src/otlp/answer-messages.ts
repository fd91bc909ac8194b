import { field, list, message, nested, noItems, type SentList } from './message-type';

export interface PartialSuccess {
  rejected: bigint;
  errorMessage: string;
}

/** The answer to an export; its form on the wire is the same for every signal. */
export interface ExportAnswer {
  partialSuccess: PartialSuccess;
}

export interface FieldViolation {
  field: string;
  description: string;
}

export interface BadRequest {
  fieldViolations: SentList<FieldViolation>;
}

export interface Duration {
  seconds: bigint;
}

export interface RetryInfo {
  retryDelay: Duration;
}

/** google.protobuf.Any: a message of any type, encoded. */
export interface AnyMessage {
  typeUrl: string;
  value: Uint8Array;
}

/** google.rpc.Status */
export interface Status {
  code: number;
  message: string;
  details: SentList<AnyMessage>;
}

const createPartialSuccess = (): PartialSuccess => ({ rejected: 0n, errorMessage: '' });
const createDuration = (): Duration => ({ seconds: 0n });

const partialSuccess = message(createPartialSuccess, {
  rejected: field(1, 'int64'),
  errorMessage: field(2, 'string'),
});
const fieldViolation = message((): FieldViolation => ({ field: '', description: '' }), {
  field: field(1, 'string'),
  description: field(2, 'string'),
});
const duration = message(createDuration, { seconds: field(1, 'int64') });
const anyMessage = message((): AnyMessage => ({ typeUrl: '', value: Buffer.alloc(0) }), {
  typeUrl: field(1, 'string'),
  value: field(2, 'bytes'),
});

export const exportAnswer = message((): ExportAnswer => ({ partialSuccess: createPartialSuccess() }), {
  partialSuccess: nested(1, partialSuccess),
});
export const badRequest = message((): BadRequest => ({ fieldViolations: noItems() }), {
  fieldViolations: list(1, fieldViolation),
});
export const retryInfo = message((): RetryInfo => ({ retryDelay: createDuration() }), {
  retryDelay: nested(1, duration),
});
export const status = message((): Status => ({ code: 0, message: '', details: noItems() }), {
  code: field(1, 'int32'),
  message: field(2, 'string'),
  details: list(3, anyMessage),
});
