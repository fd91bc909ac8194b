import { DomainError, type ErrorCode, type ErrorOptions } from '@debrief/kernel';
import { readAnswer } from '../../factories/grpc-exporter';
import { toGrpcRefusal } from '../../../apps/api/src/surfaces/otel/otlp-errors';

describe('toGrpcRefusal', () => {
  it.each<[ErrorCode, ErrorOptions, number, string | null, object]>([
    ['UNAUTHENTICATED', {}, 16, null, {}],
    ['FORBIDDEN', { reason: 'missing_scope' }, 7, null, {}],
    ['NOT_FOUND', {}, 5, null, {}],
    ['MALFORMED', {}, 3, null, {}],
    ['TOO_LARGE', {}, 8, null, {}],
    ['LIMITED', { retryAfter: 30 }, 8, 'RetryInfo', { retryDelay: { seconds: '30' } }],
    ['UNAVAILABLE', {}, 14, 'RetryInfo', { retryDelay: { seconds: '1' } }],
    ['INTERNAL', {}, 14, 'RetryInfo', { retryDelay: { seconds: '1' } }],
    [
      'INVALID',
      { fields: { project: 'is unknown' } },
      3,
      'BadRequest',
      { fieldViolations: [{ field: 'project', description: 'is unknown' }] },
    ],
  ])('tells an exporter of %s %j by code %i', (error, options, code, detail, expected) => {
    const refusal = toGrpcRefusal(new DomainError(error, 'said', options));
    expect(refusal).toMatchObject({ code, message: 'said' });
    const { details = [], ...status } = readAnswer('RpcStatus', refusal.details) as {
      details?: { typeUrl: string; value: Buffer }[];
    };
    expect(status).toEqual({ code, message: 'said' });
    expect(details.map(({ typeUrl }) => typeUrl)).toEqual(detail ? [`type.googleapis.com/google.rpc.${detail}`] : []);
    if (detail) expect(readAnswer(detail, details[0]?.value as Buffer)).toEqual(expected);
  });
});
