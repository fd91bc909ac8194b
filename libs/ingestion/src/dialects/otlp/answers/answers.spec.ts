import { messageType } from '../../../../../../test/factories/otlp-export';
import type { ExportOutcome, OtlpSignal } from '../otlp.types';
import { encodeExportAnswer } from './encode-export-answer';
import { encodeStatus } from './encode-status';

const nothing: ExportOutcome = { rejected: [], warnings: [] };
const some: ExportOutcome = {
  rejected: [
    { reason: 'bad id', firstId: 'ab', count: 2 },
    { reason: 'too deep', firstId: '', count: 1 },
  ],
  warnings: [{ reason: 'cut', firstId: 'cd', count: 4 }],
};
const told = 'rejected: bad id (2, first id ab); rejected: too deep (1); warning: cut (4, first id cd)';

function read(type: string, body: Uint8Array): object {
  const schema = messageType(type);
  return schema.toObject(schema.decode(body), { longs: String, bytes: Buffer });
}

describe('encodeExportAnswer', () => {
  it('is empty when all was accepted', () => {
    expect(encodeExportAnswer('traces', 'json', nothing).toString()).toBe('{}');
    expect(encodeExportAnswer('traces', 'protobuf', nothing)).toHaveLength(0);
  });

  it.each<[OtlpSignal, string]>([
    ['traces', 'rejectedSpans'],
    ['logs', 'rejectedLogRecords'],
    ['metrics', 'rejectedDataPoints'],
  ])('counts what was rejected of %s in %s', (signal, field) => {
    expect(JSON.parse(encodeExportAnswer(signal, 'json', some).toString())).toEqual({
      partialSuccess: { [field]: '3', errorMessage: told },
    });
    expect(read('ExportTraceServiceResponse', encodeExportAnswer(signal, 'protobuf', some))).toEqual({
      partialSuccess: { rejectedSpans: '3', errorMessage: told },
    });
  });

  it('warns without rejecting', () => {
    const warned = { ...some, rejected: [] };
    expect(JSON.parse(encodeExportAnswer('traces', 'json', warned).toString())).toEqual({
      partialSuccess: { rejectedSpans: '0', errorMessage: 'warning: cut (4, first id cd)' },
    });
    expect(read('ExportTraceServiceResponse', encodeExportAnswer('traces', 'protobuf', warned))).toEqual({
      partialSuccess: { errorMessage: 'warning: cut (4, first id cd)' },
    });
  });

  it('says no more than fits into 4 KiB, in whole characters', () => {
    const rejected = Array.from({ length: 200 }, () => ({ reason: '€'.repeat(33), firstId: '', count: 1 }));
    const { partialSuccess } = JSON.parse(encodeExportAnswer('traces', 'json', { rejected, warnings: [] }).toString());
    expect(Buffer.byteLength(partialSuccess.errorMessage)).toBeGreaterThan(4090);
    expect(Buffer.byteLength(partialSuccess.errorMessage)).toBeLessThanOrEqual(4096);
    expect(partialSuccess.errorMessage).not.toContain('\uFFFD');
    expect(partialSuccess.rejectedSpans).toBe('200');
  });
});

describe('encodeStatus', () => {
  const violations = [{ field: 'resourceSpans', description: 'must be an array' }];

  it.each([
    [
      { code: 5, message: 'project not found' },
      { code: 5, message: 'project not found' },
    ],
    [
      { code: 3, message: 'bad', violations },
      {
        code: 3,
        message: 'bad',
        details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations }],
      },
    ],
    [
      { code: 14, message: 'busy', retryAfter: 2 },
      {
        code: 14,
        message: 'busy',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' }],
      },
    ],
  ])('writes %j as JSON', (answer, expected) => {
    expect(JSON.parse(encodeStatus('json', answer).toString())).toEqual(expected);
  });

  it.each([
    ['BadRequest', { code: 3, message: 'bad', violations }, { fieldViolations: violations }],
    ['RetryInfo', { code: 8, message: 'slow down', retryAfter: 30 }, { retryDelay: { seconds: '30' } }],
  ])('writes %s into the details as protobuf', (name, answer, detail) => {
    const { code, message, details } = read('RpcStatus', encodeStatus('protobuf', answer)) as {
      code: number;
      message: string;
      details: { typeUrl: string; value: Buffer }[];
    };
    expect({ code, message }).toEqual({ code: answer.code, message: answer.message });
    expect(details).toHaveLength(1);
    expect(details[0]?.typeUrl).toBe(`type.googleapis.com/google.rpc.${name}`);
    expect(read(name, details[0]?.value as Buffer)).toEqual(detail);
  });
});
