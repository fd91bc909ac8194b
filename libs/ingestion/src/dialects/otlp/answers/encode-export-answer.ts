import { exportAnswer, writeProtobuf } from '@debrief/infra';
import type { ExportOutcome, OtlpEncoding, OtlpSignal } from '../otlp.types';
import { describeOutcome } from './describe-outcome';

const rejectedFields = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
} as const satisfies Record<OtlpSignal, string>;

/**
 * The body of a 200 (otel.md A3): Export…ServiceResponse, empty when everything was accepted without a word. Items that were repaired
 * or cut are none rejected, with a message.
 */
export function encodeExportAnswer(signal: OtlpSignal, encoding: OtlpEncoding, outcome: ExportOutcome): Buffer {
  const errorMessage = describeOutcome(outcome);
  if (errorMessage === '') return Buffer.from(encoding === 'json' ? '{}' : '');
  const rejected = outcome.rejected.reduce((sum, { count }) => sum + count, 0);
  if (encoding === 'protobuf') {
    return writeProtobuf(exportAnswer, { partialSuccess: { rejected: BigInt(rejected), errorMessage } });
  }
  return Buffer.from(JSON.stringify({ partialSuccess: { [rejectedFields[signal]]: String(rejected), errorMessage } }));
}
