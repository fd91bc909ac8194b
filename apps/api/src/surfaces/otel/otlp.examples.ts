import type { OtlpSignal } from '@debrief/ingestion';
import type { ApiBodyOptions } from '@nestjs/swagger';
import type { Answer } from '../../http/operation';

const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'booking-agent' } }] };
const scope = { name: 'agent', version: '1.0.0' };

const span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: '00f067aa0ba902b7',
  name: 'chat gpt-5',
  kind: 3,
  startTimeUnixNano: '1767225600000000000',
  endTimeUnixNano: '1767225601500000000',
  attributes: [
    { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
    { key: 'gen_ai.request.model', value: { stringValue: 'gpt-5' } },
    { key: 'gen_ai.usage.input_tokens', value: { intValue: '1000' } },
  ],
};

const logRecord = {
  timeUnixNano: '1767225600000000000',
  severityNumber: 17,
  severityText: 'ERROR',
  body: { stringValue: 'The booking failed' },
  traceId: span.traceId,
  spanId: span.spanId,
};

const metric = {
  name: 'gen_ai.client.token.usage',
  unit: '{token}',
  sum: {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: [
      { startTimeUnixNano: '1767225600000000000', timeUnixNano: '1767225660000000000', asInt: '1000', attributes: [] },
    ],
  },
};

/** Export…ServiceRequest */
export const exportBodies = {
  traces: bodyOf('resourceSpans', { resource, scopeSpans: [{ scope, spans: [span] }] }),
  logs: bodyOf('resourceLogs', { resource, scopeLogs: [{ scope, logRecords: [logRecord] }] }),
  metrics: bodyOf('resourceMetrics', { resource, scopeMetrics: [{ scope, metrics: [metric] }] }),
} as const satisfies Record<OtlpSignal, ApiBodyOptions>;

/** Export…ServiceResponse */
export const exportAnswers = {
  traces: answersOf('rejectedSpans', 'trace id is not 16 bytes or all zero (1, first id 00f067aa0ba902b7)'),
  logs: answersOf('rejectedLogRecords', 'nested deeper than 64 levels (1, first id 00f067aa0ba902b7)'),
  metrics: answersOf('rejectedDataPoints', 'point has no time (1, first id gen_ai.client.token.usage)'),
} as const satisfies Record<OtlpSignal, Readonly<Record<number, Answer>>>;

function bodyOf(field: string, sent: object) {
  return {
    schema: { type: 'object', properties: { [field]: { type: 'array', items: { type: 'object' } } } },
    examples: { export: { value: { [field]: [sent] } } },
  } satisfies ApiBodyOptions;
}

function answersOf(field: string, reason: string): Readonly<Record<number, Answer>> {
  return {
    200: {
      description: 'Empty, unless something was rejected or changed. In the encoding of the request',
      example: { partialSuccess: { [field]: '1', errorMessage: `rejected: ${reason}` } },
    },
  };
}
