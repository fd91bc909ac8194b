import { DomainError, type JsonValue } from '@debrief/kernel';
import fc from 'fast-check';
import { exportOf, sentSpan } from '../../../../../../test/factories/otlp-export';
import { decodeLogExport } from './decode-log-export';
import { decodeMetricExport } from './decode-metric-export';
import { decodeTraceExport } from '../../../../../../test/factories/decode-trace-export';

const decoders = [
  ['spans', (body: Buffer, encoding: 'protobuf' | 'json') => decodeTraceExport(body, encoding, new Date(0))],
  ['logs', decodeLogExport],
  ['metrics', decodeMetricExport],
] as const;

/** Names that mean something, so that what is random about a body is not lost on its first level. */
const names = fc.constantFrom(
  'resourceSpans',
  'resourceLogs',
  'resourceMetrics',
  'scopeSpans',
  'scopeLogs',
  'scopeMetrics',
  'spans',
  'logRecords',
  'metrics',
  'gauge',
  'dataPoints',
  'attributes',
  'value',
  'arrayValue',
  'values',
  'intValue',
  '__proto__',
  'constructor',
);

describe.each(decoders)('the decoder of %s', (_signal, decode) => {
  const expectAnswer = (body: Buffer, encoding: 'protobuf' | 'json'): void => {
    try {
      decode(body, encoding);
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
    }
  };

  it('decodes any bytes or says that they are no export', () => {
    // Small numbers are tags and lengths: bytes that lead somewhere.
    const byte = fc.oneof(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 0, max: 255 }));
    const bytes = fc.array(byte, { maxLength: 60 }).map((list) => Buffer.from(list));
    fc.assert(
      fc.property(bytes, (body) => expectAnswer(body, 'protobuf')),
      { numRuns: 2000 },
    );
  });

  it('decodes any JSON or says that it is no export', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 8 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, (body) => expectAnswer(Buffer.from(JSON.stringify(body)), 'json')),
      { numRuns: 1000 },
    );
  });
});

it('lets nothing of a body reach the prototype of objects', () => {
  const attributes: JsonValue = [
    { key: '__proto__', value: { kvlistValue: { values: [{ key: 'polluted', value: { boolValue: true } }] } } },
    { key: 'constructor.prototype.polluted', value: { boolValue: true } },
  ];
  const { items } = decodeTraceExport(
    Buffer.from(JSON.stringify(exportOf(sentSpan({ attributes })))),
    'json',
    new Date(0),
  );
  expect(Object.keys(items[0]?.attributes ?? {})).toEqual(['__proto__', 'constructor.prototype.polluted']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
