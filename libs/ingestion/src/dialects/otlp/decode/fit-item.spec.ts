import fc from 'fast-check';
import { otlpSpan } from '../../../../../../test/factories/otlp-span';
import type { OtlpSpan } from '../otlp.types';
import { fitItem } from './fit-item';
import { cutToJsonBytes, jsonBytesOf } from './json-bytes';

const MiB = 1024 * 1024;
const parts = ['name', 'attributes', 'events', 'status'] as const;
const sizeOf = (span: OtlpSpan): number => parts.reduce((sum, part) => sum + jsonBytesOf(span[part]), 0);
const fit = (span: OtlpSpan): ReturnType<typeof fitItem> => fitItem(span, parts);

describe('fitItem', () => {
  it('leaves a span alone whose texts look long but fit', () => {
    const span = otlpSpan({ attributes: { prompt: 'x'.repeat(MiB - 1000) } });
    expect(fit(span)).toEqual([]);
    expect(span.attributes['prompt']).toHaveLength(MiB - 1000);
  });

  it('cuts the longest texts only, wherever they stand, and lists what they were', () => {
    const span = otlpSpan({
      attributes: { 'input.value': 'é'.repeat(MiB), short: 'kept', list: ['a', { deep: 'b'.repeat(MiB) }] },
      events: [{ name: 'e', timeUnixNano: 1n, attributes: { body: '\n'.repeat(MiB) }, droppedAttributesCount: 0 }],
    });
    expect(fit(span)).toEqual(
      expect.arrayContaining([
        { key: 'attributes.input.value', bytes: 2 * MiB },
        { key: 'attributes.list[1].deep', bytes: MiB },
        { key: 'events[0].attributes.body', bytes: MiB },
      ]),
    );
    expect(span.attributes['short']).toBe('kept');
    expect(sizeOf(span)).toBeLessThanOrEqual(MiB);
    expect(sizeOf(span)).toBeGreaterThan(MiB - 16);
  });

  it('cuts a long name and status message, too', () => {
    const span = otlpSpan({ name: 'n'.repeat(MiB), status: { code: 2, message: 'm'.repeat(MiB) } });
    expect(fit(span)).toHaveLength(2);
    expect(sizeOf(span)).toBeLessThanOrEqual(MiB);
  });

  it('knows a span that no cut makes fit', () => {
    expect(fit(otlpSpan({ attributes: { ['k'.repeat(2 * MiB)]: 'v' } }))).toBeNull();
    expect(fit(otlpSpan({ attributes: { list: new Array(300_000).fill(null) } }))).toBeNull();
  });
});

describe('cutToJsonBytes', () => {
  it('takes as many whole code points as fit', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\0', '"', '\n', '\ud800'), maxLength: 20 });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 60 }), (whole, bytes) => {
        const cut = cutToJsonBytes(whole, bytes);
        const next = String.fromCodePoint(whole.codePointAt(cut.length) ?? 0x20);
        expect(whole.startsWith(cut)).toBe(true);
        expect(jsonBytesOf(cut)).toBeLessThanOrEqual(bytes);
        if (cut !== whole) expect(jsonBytesOf(cut + next)).toBeGreaterThan(bytes);
      }),
    );
  });

  it.each([
    ['a😀b', 6, 'a'],
    ['a😀b', 7, 'a😀'],
  ])('cuts %j to %i bytes as %j', (text, bytes, cut) => {
    expect(cutToJsonBytes(text, bytes)).toBe(cut);
  });
});
