import fc from 'fast-check';
import type { JsonObject } from '@debrief/kernel';
import type { StoredEvent } from '../entity-event';
import { foldObservation } from './fold-observation';
import { foldTrace } from './fold-trace';

const at = (ms: number): string => new Date(1_790_000_000_000 + ms).toISOString();
const micros = (ms: number): number => (1_790_000_000_000 + ms) * 1_000;
const nanos = (ms: number): bigint => BigInt(micros(ms)) * 1_000n;

let arrivals = 0;
const event = (ms: number, body: JsonObject, changes: Partial<StoredEvent> = {}): StoredEvent => ({
  ...{ surface: 'langfuse', kind: 'create', occurredAt: micros(ms), arrival: (arrivals += 1), clears: [], body },
  ...changes,
});
const update = (ms: number, body: JsonObject): StoredEvent => event(ms, body, { kind: 'update' });
const observed = (...events: StoredEvent[]) => foldObservation('o', events);
const traced = (...events: StoredEvent[]) => foldTrace('t', events);

describe('foldObservation', () => {
  it.each<[string, StoredEvent[], JsonObject]>([
    ['the later value', [event(1, { name: 'a' }), update(2, { name: 'b' })], { name: 'b' }],
    ['a value that null and absence do not erase', [event(1, { name: 'a' }), update(2, { name: null })], { name: 'a' }],
    ['the update of one moment after the create', [update(1, { name: 'b' }), event(1, { name: 'a' })], { name: 'b' }],
    ['the later arrival of one kind and moment', [update(1, { name: 'a' }), update(1, { name: 'b' })], { name: 'b' }],
    ['falsy values as values', [event(1, { output: 'x' }), update(2, { output: 0 })], { output: 0 }],
    [
      'metadata by key, deep, with lists replaced',
      [
        event(1, { metadata: { a: { x: 1, l: [1] }, b: 1 } }),
        update(2, { metadata: { a: { y: 2, l: [2] }, b: null } }),
      ],
      { metadata: { a: { x: 1, y: 2, l: [2] }, b: 1 } },
    ],
    ['metadata that is no object under a key', [event(1, { metadata: [1, 2] })], { metadata: { metadata: [1, 2] } }],
    [
      '__proto__ as data',
      [event(1, { metadata: JSON.parse('{"__proto__":{"x":1}}') as JsonObject })],
      {
        metadata: JSON.parse('{"__proto__":{"x":1}}') as JsonObject,
      },
    ],
    [
      'a usage that an empty one does not erase',
      [event(1, { usage: { input: 5 } }), update(2, { usage: {}, usageDetails: {} })],
      { usageDetails: { input: 5, total: 5 } },
    ],
    [
      'usage details before usage',
      [event(1, { usage: { input: 9 }, usageDetails: { input: 5, output: 1 } })],
      { usageDetails: { input: 5, output: 1, total: 6 } },
    ],
    [
      'costs of a usage, and its unit',
      [event(1, { usage: { input: 5, unit: 'CHARACTERS', inputCost: 1, totalCost: 2 } })],
      { usageDetails: { input: 5, total: 5 }, usageUnit: 'CHARACTERS', costDetails: { input: 1, total: 2 } },
    ],
    [
      'cost details before costs of a usage',
      [event(1, { usage: { totalCost: 2 }, costDetails: { total: 3 } }), update(2, { costDetails: {} })],
      { costDetails: { total: 3 } },
    ],
    ['a prompt by name and version together', [event(1, { promptName: 'p' }), update(2, { promptVersion: 3 })], {}],
    ['a prompt', [event(1, { promptName: 'p', promptVersion: 3 })], { prompt: { name: 'p', version: 3 } }],
    [
      'the first environment',
      [event(1, { environment: 'Prod' }), update(2, { environment: 'test' })],
      { environment: 'prod' },
    ],
    ['a level in any case', [event(1, { level: 'info' }), update(2, { level: 'LOUD' })], { level: 'DEFAULT' }],
    ['texts alone under the names of texts', [event(1, { name: 5, model: {}, statusMessage: '' })], {}],
  ])('has %s', (_name, events, fields) => expect(observed(...events).fields).toEqual(fields));

  it.each<[string, StoredEvent[], string]>([
    ['its own id without a trace', [event(1, {})], 'o'],
    ['the first trace that is named', [event(3, { traceId: 'b' }), update(1, {}), event(2, { traceId: 'a' })], 'a'],
  ])('is in %s', (_name, events, traceId) => expect(observed(...events).traceId).toBe(traceId));

  it.each<[string, StoredEvent[], string]>([
    ['a span', [event(1, {})], 'span'],
    ['what it turns out to be', [event(1, { type: 'SPAN' }), update(2, { type: 'TOOL' })], 'tool'],
    ['never a span again', [event(1, { type: 'GENERATION' }), update(2, { type: 'SPAN' })], 'generation'],
    ['nothing unknown', [event(1, { type: 'thing' })], 'span'],
  ])('is %s', (_name, events, type) => expect(observed(...events).type).toBe(type));

  it.each<[string, StoredEvent[], number, number | null]>([
    ['at its first event without a start', [update(9, {}), event(5, {})], 5, null],
    ['at the first start that is named', [event(5, {}), update(9, { startTime: at(7) })], 7, null],
    ['and ends last', [event(1, { endTime: at(3) }), update(2, { endTime: at(4) })], 1, 4],
    ['and never ends before', [event(5, { endTime: at(1) })], 5, 5],
    ['and ends at once as an event', [event(5, { type: 'EVENT' })], 5, 5],
    ['and has ended with an output that /v1 posts', [event(5, { output: 1 }, { surface: 'platform' })], 5, 5],
    ['and ends when it says, output or not', [event(5, { output: 1, endTime: at(8) }, { surface: 'platform' })], 5, 8],
    ['and not when nobody can read it', [event(5, { startTime: 'soon', endTime: 7 })], 5, null],
  ])('begins %s', (_name, events, start, end) => {
    const folded = observed(...events);
    expect([folded.start, folded.end]).toEqual([nanos(start), end === null ? null : nanos(end)]);
  });

  it('empties what an event clears, before what it says', () => {
    const clearing = event(2, { metadata: { b: 1 } }, { clears: ['metadata', 'name', 'usage', 'output'] });
    const before = event(1, { name: 'n', metadata: { a: 1 }, usage: { input: 1 }, output: 1 }, { surface: 'platform' });
    expect(observed(before, clearing)).toMatchObject({ fields: { metadata: { b: 1 } }, end: null });
    expect(Object.keys(observed(before, clearing).fields)).toEqual(['metadata']);
  });
});

describe('foldTrace', () => {
  it('unites tags, merges metadata, and takes the later of the rest', () => {
    const folded = traced(
      event(1, { name: 'a', tags: ['b', 'a'], metadata: { x: 1 }, public: true, userId: 'u' }),
      event(2, { name: 'b', tags: ['c', 'a'], metadata: { y: 2 }, public: false, userId: null }),
    );
    expect(folded.fields).toEqual({
      ...{ name: 'b', tags: ['a', 'b', 'c'], metadata: { x: 1, y: 2 }, public: false, userId: 'u' },
    });
  });

  it.each<[string, StoredEvent[], number | null, number | null]>([
    ['none', [event(5, {})], null, null],
    ['the first', [event(5, { timestamp: at(3) }), event(6, { timestamp: at(1), endTime: at(9) })], 3, 9],
    ['the other name', [event(5, { startTime: at(3) })], 3, null],
    ['an end before it', [event(5, { startTime: at(3), endTime: at(1) })], 3, 3],
  ])('has times: %s', (_name, events, start, end) => {
    const folded = traced(...events);
    expect([folded.start, folded.end]).toEqual([
      start === null ? null : nanos(start),
      end === null ? null : nanos(end),
    ]);
    expect(folded.firstAt).toBe(nanos(5));
  });
});

describe('a fold', () => {
  const said = fc.dictionary(
    fc.constantFrom(
      'traceId',
      'name',
      'type',
      'startTime',
      'endTime',
      'metadata',
      'tags',
      'usage',
      'output',
      'environment',
      'level',
      'x',
    ),
    fc.oneof(
      fc.constantFrom<JsonObject[string]>(null, 'generation', 'a', 'b', 'ERROR', ['t', 'u'], ['v'], {}, at(3), at(30)),
      fc.dictionary(fc.constantFrom('input', 'k', 'l'), fc.oneof(fc.nat(9), fc.constant(null))),
    ) as fc.Arbitrary<JsonObject[string]>,
  );
  // Times are distinct: between equal ones the arrival may decide.
  const pieces = fc.uniqueArray(
    fc.record({ ms: fc.nat(99), kind: fc.constantFrom('create' as const, 'update' as const), body: said }),
    { minLength: 1, maxLength: 8, selector: ({ ms }) => ms },
  );
  const shuffled = pieces.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  );

  it.each([
    ['an observation', observed],
    ['a trace', traced],
  ])('of %s is the same for every order of arrival', (_name, fold) => {
    fc.assert(
      fc.property(shuffled, ([all, others]) => {
        const events = (list: typeof all) => list.map(({ ms, kind, body }) => event(ms, body, { kind }));
        expect(fold(...events(others))).toEqual(fold(...events(all)));
        // The same event, were it there twice, says nothing more.
        expect(fold(...events([...others, ...others]))).toEqual(fold(...events(all)));
      }),
    );
  });
});
