import type { JsonObject } from '@debrief/kernel';
import { textAttribute, toJson, toProtobuf } from '../../../../../../test/factories/otlp-export';
import type { OtlpExport, OtlpLogRecord } from '../otlp.types';
import { decodeLogExport } from './decode-log-export';

const exportOf = (...logRecords: JsonObject[]): JsonObject => ({
  resourceLogs: [
    {
      resource: { attributes: [textAttribute('service.name', 'shop')] },
      scopeLogs: [{ scope: { name: 'logger' }, logRecords }],
    },
  ],
});

describe.each([
  ['protobuf', (body: JsonObject) => toProtobuf(body, 'ExportLogsServiceRequest')],
  ['json', toJson],
] as const)('decodeLogExport of %s', (encoding, write) => {
  const decode = (...records: JsonObject[]): OtlpExport<OtlpLogRecord> =>
    decodeLogExport(write(exportOf(...records)), encoding);

  it('reads every field of a record', () => {
    const record = {
      timeUnixNano: '1764112345123456789',
      observedTimeUnixNano: '1764112345123456790',
      severityNumber: 17,
      severityText: 'ERROR',
      eventName: 'gen_ai.client.inference.operation.details',
      body: { kvlistValue: { values: [textAttribute('message', 'boom')] } },
      attributes: [textAttribute('gen_ai.system', 'openai')],
      droppedAttributesCount: 2,
      flags: 1,
      traceId: 'ab'.repeat(16),
      spanId: 'cd'.repeat(8),
    };
    expect(decode(record)).toEqual({
      items: [
        {
          timeUnixNano: 1764112345123456789n,
          observedTimeUnixNano: 1764112345123456790n,
          severityNumber: 17,
          severityText: 'ERROR',
          eventName: 'gen_ai.client.inference.operation.details',
          body: { message: 'boom' },
          attributes: { 'gen_ai.system': 'openai' },
          droppedAttributesCount: 2,
          flags: 1,
          traceId: 'ab'.repeat(16),
          spanId: 'cd'.repeat(8),
          resource: { attributes: { 'service.name': 'shop' }, schemaUrl: '' },
          scope: { name: 'logger', version: '', attributes: {}, schemaUrl: '' },
        },
      ],
      rejected: [],
      warnings: [],
    });
  });

  it.each([
    [{}, []],
    [{ traceId: '0'.repeat(32), spanId: '0'.repeat(16) }, []],
    [{ traceId: 'abcd', spanId: 'ab' }, ['trace id is not 16 bytes: left out', 'span id is not 8 bytes: left out']],
  ])('keeps a record whose ids are %j, without them', (ids, reasons) => {
    const { items, rejected, warnings } = decode({ body: { stringValue: 'text' }, ...ids });
    expect(items).toMatchObject([{ body: 'text', traceId: null, spanId: null }]);
    expect(rejected).toEqual([]);
    expect(warnings.map(({ reason }) => reason)).toEqual(reasons);
  });

  it('cuts a body that is larger than 1 MiB', () => {
    const { items, warnings } = decode({ body: { stringValue: 'x'.repeat(2 ** 21) } });
    expect(items[0]?.truncated).toEqual([{ key: 'body', bytes: 2 ** 21 }]);
    expect(items[0]?.body).toHaveLength(2 ** 20 - 2 - '""'.length - '{}'.length - '""'.length);
    expect(warnings).toMatchObject([{ reason: 'larger than 1 MiB: the longest texts were cut', count: 1 }]);
  });

  it('rejects a record that no cut makes fit, and keeps the others', () => {
    const large = { attributes: [textAttribute('k'.repeat(2 ** 21), 'v')] };
    const { items, rejected } = decode(large, { eventName: 'kept' });
    expect(items).toMatchObject([{ eventName: 'kept' }]);
    expect(rejected).toEqual([{ reason: 'larger than 1 MiB', firstId: '', count: 1 }]);
  });
});

it('reads the name of a severity', () => {
  const body = exportOf({ severityNumber: 'SEVERITY_NUMBER_ERROR2' }, { severityNumber: 'SEVERITY_NUMBER_TRACE' });
  const { items } = decodeLogExport(toJson(body), 'json');
  expect(items.map(({ severityNumber }) => severityNumber)).toEqual([18, 1]);
});
