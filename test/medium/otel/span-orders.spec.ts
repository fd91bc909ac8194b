import fc from 'fast-check';
import { hex, suiteStart } from '../../factories/otel';
import { exportOf, sentSpan } from '../../factories/otlp-export';
import { spanId } from '../../factories/span-export';
import { filtersOf, useOtel } from './otel-suite';

interface Shape {
  /** Milliseconds, which runs share: many spans tie. */
  readonly at: number;
  readonly lasts: number;
  readonly comes: 'first' | 'late' | 'open' | 'completed' | 'deleted';
}
type Run = readonly Shape[];

const orders = [
  'timestamp_end',
  'end_time:asc',
  'duration_ms',
  'duration_ms:asc',
  'span_name',
  'span_name:asc',
] as const;
const keys: Readonly<Record<string, string>> = {
  duration_ms: 'e.duration_ms',
  span_name: 'left(e.name, 256) collate "C"',
};
/** In their order by code point, which is another in UTF-16; the last two differ only behind what an order looks at. */
const names = ['Other', 'chat', 'ﬁnd', '\u{1f50d} find', 'o'.repeat(300), `${'o'.repeat(299)}n`];

describe('spans by end, duration and name', () => {
  const suite = useOtel();

  const shape = fc.record<Shape>({
    at: fc.nat(30),
    lasts: fc.oneof({ weight: 4, arbitrary: fc.nat(5) }, fc.integer({ min: 6, max: 90 })),
    comes: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom('first', 'late', 'completed', 'deleted') },
      fc.constant('open' as const),
    ),
  });
  /** Runs begin within a second. */
  const runs: fc.Arbitrary<readonly Run[]> = fc
    .array(fc.tuple(fc.nat(1_000), fc.array(shape, { minLength: 1, maxLength: 12, size: 'max' })), {
      minLength: 70,
      maxLength: 100,
      size: 'max',
    })
    .map((drawn) => drawn.map(([begins, spans]) => spans.map((one) => ({ ...one, at: begins + one.at }))));

  const nanos = (ms: number): string => `${suiteStart + ms}000000`;
  const send = async (spans: readonly { traceId: string; id: number; shape: Shape; isOpen: boolean }[]) => {
    const sent = spans.map(({ traceId, id, shape: { at, lasts }, isOpen }) =>
      sentSpan({
        traceId,
        spanId: spanId(id + 1),
        name: id === 11 ? 'rare' : id % 3 === 0 ? 'third' : names[lasts % names.length]!,
        startTimeUnixNano: nanos(at),
        endTimeUnixNano: isOpen ? '0' : nanos(at + lasts),
      }),
    );
    const answer = await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(...sent));
    expect(answer).toMatchObject({ status: 200, body: {} });
  };
  /** Sends runs as exporters do: some spans late, some open, of which some are completed; some are deleted again. */
  const record = async (drawn: readonly Run[]): Promise<void> => {
    const spans = drawn.flatMap((run) => {
      const traceId = hex(16);
      return run.map((one, id) => ({ traceId, id, shape: one }));
    });
    const those = (...when: Shape['comes'][]) => spans.filter(({ shape: { comes } }) => when.includes(comes));
    const open = those('open', 'completed').map((span) => ({ ...span, isOpen: true }));
    await send([...those('first', 'deleted').map((span) => ({ ...span, isOpen: false })), ...open]);
    const deleted = those('deleted').map(({ traceId, id }) => ({ trace_id: traceId, span_id: spanId(id + 1) }));
    for (let from = 0; from < deleted.length; from += 1_000)
      expect(await suite.remove('/spans', { spans: deleted.slice(from, from + 1_000) })).toMatchObject({ status: 204 });
    await send(those('late', 'completed').map((span) => ({ ...span, isOpen: false })));
  };

  /** The size of a project alone decides whether a list is worth a walk over its runs. */
  const pretendToBeLarge = async (): Promise<void> => {
    await suite.admin.query(
      'insert into debrief.project_tally (workspace_id, project_id, spans) values ($1, $2, 1000000000)',
      [suite.own.workspaceId, suite.own.projectId],
    );
  };

  /** All spans in an order, by a plain sort. */
  const sorted = async (order: string, test = 'true'): Promise<string[]> => {
    const [column, way = 'desc'] = order.split(':');
    const key = keys[column!] ?? 'e.ended_at';
    const { rows } = await suite.admin.query<{ name: string }>(
      `select t.external_id || ' ' || e.span_id as name from debrief.event e join debrief.trace t on t.id = e.trace_id
        where e.workspace_id = $1 and ${test} order by ${key} ${way} nulls last, e.trace_id ${way}, e.seq ${way}`,
      [suite.own.workspaceId],
    );
    return rows.map(({ name }) => name);
  };
  type Page = { data: Record<string, string>[]; meta: { next_cursor?: string } };
  const read = async (query: string): Promise<[string[], string | undefined]> => {
    const { status, body } = await suite.read(`/spans?${query}`);
    expect(status).toBe(200);
    const { data, meta } = body as unknown as Page;
    return [data.map(({ trace_id, span_id }) => `${trace_id} ${span_id}`), meta.next_cursor];
  };
  const byNumber = async (query: string, limit = 100): Promise<string[]> => {
    const seen: string[] = [];
    for (let page = 1; ; page += 1) {
      const [names, cursor] = await read(`${query}&limit=${limit}&page=${page}`);
      seen.push(...names);
      if (cursor === undefined) return seen;
    }
  };
  const byCursor = async (query: string, limit = 30): Promise<string[]> => {
    const seen: string[] = [];
    for (let place = ''; ;) {
      const [names, cursor] = await read(`${query}&limit=${limit}${place}`);
      seen.push(...names);
      if (cursor === undefined) return seen;
      place = `&cursor=${encodeURIComponent(cursor)}`;
    }
  };

  it.each([
    ['of a large project', true, false],
    ['of a large project, beside native runs, one of which has imported spans', true, true],
    ['of a small project', false, false],
  ])(
    '%s stand on every page as a plain sort has them, whatever came late, stays open or is gone',
    async (_, isLarge, isMixed) => {
      if (isLarge) await pretendToBeLarge();
      await fc.assert(
        fc.asyncProperty(runs, async (drawn) => {
          await record(drawn);
          if (isMixed) {
            const id = hex(16);
            await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id });
            const late = { at: 2_000, lasts: 90, comes: 'late' } as const;
            await send([0, 1].map((at) => ({ traceId: id, id: at, shape: late, isOpen: false })));
          }
          for (const order of orders) {
            const expected = await sorted(order);
            expect(await byNumber(`order_by=${order}`)).toEqual(expected);
            expect(await byCursor(`order_by=${order}`)).toEqual(expected);
          }
        }),
        { numRuns: 1, endOnFailure: true },
      );
    },
    60_000,
  );

  it('under filters are those that pass, many or few', async () => {
    const [drawn] = fc.sample(runs, 1);
    await record(drawn!);
    await pretendToBeLarge();
    const third = filtersOf({ key: 'span_name', op: 'eq', value: 'third' });
    const rare = filtersOf({ key: 'span_name', op: 'eq', value: 'rare' });
    const first = filtersOf({ key: 'span_id', op: 'eq', value: spanId(1) });
    for (const order of orders) {
      expect(await byNumber(`order_by=${order}&${third}`, 20)).toEqual(await sorted(order, `e.name = 'third'`));
      expect(await byCursor(`order_by=${order}&${third}`)).toEqual(await sorted(order, `e.name = 'third'`));
      expect(await byNumber(`order_by=${order}&${rare}`)).toEqual(await sorted(order, `e.name = 'rare'`));
      expect(await byNumber(`order_by=${order}&${first}`)).toEqual(await sorted(order, `e.span_id = '${spanId(1)}'`));
    }
  });
});
