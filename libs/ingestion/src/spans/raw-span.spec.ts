import { parseJson } from '@debrief/kernel';
import { makeSpan } from '../../../../test/factories/span-export';
import type { OtlpSpan } from '../dialects/otlp/otlp.types';
import { sourceIdsOf, toOtlpSpan, toRawSpan } from './raw-span';

const ids = { resource: '0197c1de-6a7b-8c3d-9e1f-2a3b4c5d6e7f', scope: '0197c1de-6a7b-8c3d-9e1f-2a3b4c5d6e80' };

describe('a span as it is stored', () => {
  const attributes = JSON.parse(
    '{"__proto__": {"a": 1}, "long": "9007199254740993", "nul": "\\u0000", "lone": "\\ud800"}',
  );
  const spans: Readonly<Record<string, Partial<OtlpSpan>>> = {
    'a plain one': {},
    'one that has not ended': { endUnixNano: null },
    'one with nanoseconds': { startUnixNano: 1_764_112_345_123_456_789n, endUnixNano: 18_446_744_073_709_551_615n },
    'odd attributes': { attributes },
    'a number that no double holds': { attributes: parseJson('{"id": 9007199254740993}') as OtlpSpan['attributes'] },
    'events and links': {
      events: [{ name: 'e', timeUnixNano: 1n, attributes: { a: [1] }, droppedAttributesCount: 2 }],
      links: [
        {
          ...{ traceId: '0'.repeat(31) + '2', spanId: '0'.repeat(15) + '3', traceState: 'a=b', flags: 1 },
          ...{ attributes: { b: true }, droppedAttributesCount: 0 },
        },
      ],
    },
    'what was repaired and cut': {
      sent: { name: '', parentSpanId: 'zz', startUnixNano: 0n, endUnixNano: 1n },
      truncated: [{ key: 'attributes.a', bytes: 2_000_000 }],
    },
    'counts, kind, status, state': {
      ...{ kind: 3, traceState: 'x=1', flags: 257, status: { code: 2, message: 'no' } },
      ...{ droppedAttributesCount: 1, droppedEventsCount: 2, droppedLinksCount: 3 },
    },
  };

  it.each(Object.entries(spans))('reads back as it was sent: %s', (_name, changes) => {
    const span = { ...makeSpan({ parentSpanId: '00000000000000aa' }), ...changes };
    const { traceId, spanId, parentSpanId: parentId, resource, scope } = span;
    const raw = toRawSpan(span, ids);
    const sources = { resources: new Map([[ids.resource, resource]]), scopes: new Map([[ids.scope, scope]]) };
    expect(toOtlpSpan({ traceId, spanId, parentId, raw }, sources)).toEqual(span);
    expect(sourceIdsOf(raw)).toEqual([ids.resource, ids.scope]);
  });

  it('reads with empty sources when they are gone', () => {
    const { traceId, spanId } = makeSpan({});
    const sources = { resources: new Map(), scopes: new Map() };
    const read = toOtlpSpan({ traceId, spanId, parentId: null, raw: toRawSpan(makeSpan({}), ids) }, sources);
    expect([read.resource.attributes, read.scope.name]).toEqual([{}, '']);
  });
});
