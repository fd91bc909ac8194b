import fc from 'fast-check';
import { newEvent } from '../../../../test/factories/new-event';
import type { Decoded, NewEvent } from '../new-event';
import { classify, noKnownEvents, rememberEvent, type TraceState } from './classify';

const event = (seq: number, key: string, content: string = key): NewEvent =>
  newEvent(seq, { idempotencyKey: key, contentHash: Buffer.from(content) });
const valid = (...args: Parameters<typeof event>): Decoded => ({
  ok: true,
  event: event(...args),
  start: null,
  masks: null,
});
const broken: Decoded = { ok: false, code: 'INVALID', reason: 'type: unknown', idempotencyKey: null };

const traceWith = (stored: readonly NewEvent[], changes: Partial<TraceState> = {}): TraceState => {
  const known = noKnownEvents();
  for (const one of stored) rememberEvent(known, one);
  return { known, strictSeq: false, room: 1_000_000, maxSeq: Math.max(-1, ...stored.map((e) => e.seq)), ...changes };
};

const short = (items: ReturnType<typeof classify>): string[] =>
  items.map((item) => ('cause' in item ? item.cause : item.outcome));

describe('classify', () => {
  const stored = [event(5, 'k5'), event(7, 'k7')];
  it.each<[string, Decoded[], Partial<TraceState>, string[]]>([
    ['a new key and seq are stored', [valid(8, 'k8')], {}, ['new']],
    ['a known key with the same content is accepted again', [valid(5, 'k5')], {}, ['known']],
    ['a known key with other content is a conflict', [valid(9, 'k5', 'other')], {}, ['key_conflict']],
    ['a seq taken under another key is a conflict', [valid(7, 'new')], {}, ['seq_conflict']],
    ['an unused lower seq is stored', [valid(6, 'k6')], {}, ['new']],
    ['strict: an unused lower seq is refused', [valid(6, 'k6')], { strictSeq: true }, ['seq_conflict']],
    ['strict: a repeat of a stored event is still accepted', [valid(5, 'k5')], { strictSeq: true }, ['known']],
    [
      'strict: the highest seq moves within the batch',
      [valid(9, 'k9'), valid(8, 'k8')],
      { strictSeq: true },
      ['new', 'seq_conflict'],
    ],
    ['a repeat inside the batch is accepted', [valid(8, 'k8'), valid(8, 'k8')], {}, ['new', 'known']],
    ['two keys for one new seq: the first wins', [valid(8, 'a'), valid(8, 'b')], {}, ['new', 'seq_conflict']],
    ['a bad item does not take good ones with it', [broken, valid(8, 'k8')], {}, ['invalid', 'new']],
    ['a full trace takes no more', [valid(8, 'a'), valid(9, 'b')], { room: 1 }, ['new', 'trace_full']],
  ])('%s', (_name, items, changes, expected) => {
    expect(short(classify(items, traceWith(stored, changes), 1000))).toEqual(expected);
  });

  it('stops when the budget is used up, and repeats do not use it', () => {
    const items = [valid(5, 'k5'), valid(8, 'a'), broken, valid(7, 'k7'), valid(9, 'b'), valid(10, 'c')];
    expect(short(classify(items, traceWith(stored), 2))).toEqual(['known', 'new', 'invalid', 'known']);
  });

  it('keeps keys and seqs unique whatever the items and however they are split into batches', () => {
    const anyItem = fc.record({
      seq: fc.nat(6),
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      content: fc.constantFrom('x', 'y'),
    });
    fc.assert(
      fc.property(fc.array(fc.array(anyItem)), (batches) => {
        const trace = traceWith([]);
        const kept = batches.flatMap((batch) =>
          classify(
            batch.map(({ seq, key, content }) => valid(seq, key, `${seq}${key}${content}`)),
            trace,
            1000,
          ).flatMap((item) => (item.outcome === 'new' ? [item.event] : [])),
        );
        expect(new Set(kept.map((e) => e.seq)).size).toBe(kept.length);
        expect(new Set(kept.map((e) => e.idempotencyKey)).size).toBe(kept.length);
        expect(trace.room).toBe(1_000_000 - kept.length);
      }),
    );
  });
});
