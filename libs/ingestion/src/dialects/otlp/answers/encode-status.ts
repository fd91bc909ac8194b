import { badRequest, type FieldViolation, retryInfo, rpcStatus, writeProtobuf } from '@debrief/infra';
import type { OtlpEncoding } from '../otlp.types';

/** The body of a refusal: google.rpc.Status with the details that OTLP knows. */
export interface StatusAnswer {
  /** google.rpc.Code */
  readonly code: number;
  readonly message: string;
  /** Of a body that does not decode: what is wrong with which field. */
  readonly violations?: readonly FieldViolation[];
  /** Whole seconds after which the sender may try again. */
  readonly retryAfter?: number;
}

const typeUrl = (name: string): string => `type.googleapis.com/google.rpc.${name}`;

export const encodeStatus = (encoding: OtlpEncoding, answer: StatusAnswer): Buffer =>
  encoding === 'json' ? Buffer.from(JSON.stringify(toJson(answer))) : toProtobuf(answer);

function toJson({ code, message, violations = [], retryAfter }: StatusAnswer): object {
  const details: object[] = [];
  if (violations.length > 0) details.push({ '@type': typeUrl('BadRequest'), fieldViolations: violations });
  if (retryAfter !== undefined) details.push({ '@type': typeUrl('RetryInfo'), retryDelay: `${retryAfter}s` });
  return details.length > 0 ? { code, message, details } : { code, message };
}

function toProtobuf({ code, message, violations = [], retryAfter }: StatusAnswer): Buffer {
  const details: { typeUrl: string; value: Buffer }[] = [];
  if (violations.length > 0) {
    const value = writeProtobuf(badRequest, { fieldViolations: { items: [...violations], count: violations.length } });
    details.push({ typeUrl: typeUrl('BadRequest'), value });
  }
  if (retryAfter !== undefined) {
    const value = writeProtobuf(retryInfo, { retryDelay: { seconds: BigInt(retryAfter) } });
    details.push({ typeUrl: typeUrl('RetryInfo'), value });
  }
  return writeProtobuf(rpcStatus, { code, message, details: { items: details, count: details.length } });
}
