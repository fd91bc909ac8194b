import { sessionFilterColumns, spanFilterColumns, traceFilterColumns } from '@debrief/replay';
import type { SpanShape } from '../../factories/otel';
import { filtersOf, useOtel } from '../../medium/otel/otel-suite';

type Item = Readonly<Record<string, unknown>>;
type Value = string | number | null;

/** Every column of every list, in both forms of filters and in every order: what is listed is what its own fields say. */
describe('questions of the explorer', () => {
  const suite = useOtel();
  const lists = {
    traces: { columns: traceFilterColumns, id: 'trace_id' },
    spans: { columns: spanFilterColumns, id: 'span_id' },
    sessions: { columns: sessionFilterColumns, id: 'session_id' },
  } as const;
  type List = keyof typeof lists;

  beforeEach(async () => {
    const span = (at: number, shape: SpanShape): SpanShape => ({ at, name: `span ${at}`, ...shape });
    const full = { session: 's-1', user: 'u-1', environment: 'prod', tags: ['a', 'b'] };
    const call = { type: 'generation', category: 'llm', framework: 'LangGraph', model: 'gpt-4o', provider: 'openai' };
    await suite.insert({
      name: 'one',
      ...full,
      spans: [span(0, { ...call, agent: 'planner', tokens: 5, cost: 0.1, status: 'OK' })],
    });
    await suite.insert({
      name: 'two',
      ...full,
      user: null,
      tags: ['b'],
      spans: [span(10, { lasts: 20, status: 'ERROR', type: 'tool' })],
    });
    await suite.insert({
      name: null,
      session: 's-2',
      spans: [span(20, { lasts: 7, tokens: 9, cost: 2 }), span(30, {})],
    });
    await suite.insert({
      name: 'four',
      session: 's-3',
      environment: 'dev',
      spans: [span(40, { lasts: null, model: 'm' })],
    });
    await suite.admin.query(
      `update debrief.trace set spans_end_at = null, ended_at = null, last_event_at = null where workspace_id = $1 and session_id = 's-3'`,
      [suite.own.workspaceId],
    );
  });

  const fieldOf: Readonly<Record<string, string>> = {
    gen_ai_request_model: 'model',
    gen_ai_agent_name: 'agent_name',
  };
  /** What a list says of an item in a column; undefined: it does not tell. */
  const valueOf = (list: List, item: Item, column: string): Value | readonly string[] | undefined => {
    const alias = list === 'spans' ? column.replace(/^(start|end)_time$/, 'timestamp_$1') : column;
    const value = item[fieldOf[alias] ?? alias] as Value | readonly string[] | undefined;
    // Tags are the trace's.
    return value === undefined && column === 'tags' ? undefined : value;
  };
  const ask = async (list: List, condition: object): Promise<string[]> =>
    (await suite.list(`/${list}?limit=500&${filtersOf(condition)}`)).map((item) => String(item[lists[list].id])).sort();

  const compare: Readonly<Record<string, (fact: Value, value: Value) => boolean>> = {
    eq: (fact, value) => fact === value,
    ne: (fact, value) => fact !== value,
    gt: (fact, value) => fact !== null && fact > value!,
    gte: (fact, value) => fact !== null && fact >= value!,
    lt: (fact, value) => fact !== null && fact < value!,
    lte: (fact, value) => fact !== null && fact <= value!,
    contains: (fact, value) => String(fact ?? '').includes(String(value)),
    starts_with: (fact, value) => String(fact ?? '').startsWith(String(value)),
    ends_with: (fact, value) => String(fact ?? '').endsWith(String(value)),
    is_null: (fact) => fact === null,
    is_not_null: (fact) => fact !== null,
    in: (fact, value) => fact === value,
    not_in: (fact, value) => fact !== value,
  };
  /** By type of column: type and operator of the native form, op of the documented one. */
  const forms = {
    text: [
      ['string', '=', 'eq'],
      ['string', 'contains', 'contains'],
      ['string', 'starts_with', 'starts_with'],
      ['string', 'ends_with', 'ends_with'],
      ['string_options', 'any of', 'in'],
      ['string_options', 'none of', 'not_in'],
      ['null', 'is null', 'is_null'],
      ['null', 'is not null', 'is_not_null'],
    ],
    number: [
      ['number', '=', 'eq'],
      ['number', '>', 'gt'],
      ['number', '<', 'lt'],
      ['number', '>=', 'gte'],
      ['number', '<=', 'lte'],
      ['null', 'is null', 'is_null'],
    ],
    moment: [
      ['datetime', '>', 'gt'],
      ['datetime', '<', 'lt'],
      ['datetime', '>=', 'gte'],
      ['datetime', '<=', 'lte'],
      ['null', 'is not null', 'is_not_null'],
    ],
  } as const;

  const told = (Object.keys(lists) as List[]).flatMap((list) =>
    Object.entries(lists[list].columns)
      .filter(([, { type }]) => type !== 'list')
      .map(([column, { type }]) => [list, column, type as keyof typeof forms] as const),
  );

  it.each(told)('of %s by %s are answered alike in both forms', async (list, column, type) => {
    const items = await suite.list(`/${list}?limit=500`);
    const facts = items.map((item) => ({
      id: String(item[lists[list].id]),
      fact: valueOf(list, item, column) as Value,
    }));
    // A trace does not tell models, providers and frameworks: its spans do.
    if (facts.some(({ fact }) => fact === undefined)) {
      expect(['gen_ai_request_model', 'gen_ai_system', 'framework']).toContain(column);
      const spans = await suite.list('/spans?limit=500');
      for (const value of new Set(spans.map((span) => valueOf('spans', span, column) as Value))) {
        if (value === null) continue;
        const expected = spans
          .filter((span) => valueOf('spans', span, column) === value)
          .map(({ trace_id }) => trace_id);
        expect(await ask(list, { key: column, op: 'eq', value })).toEqual([...new Set(expected)].sort());
        expect(await ask(list, { type: 'string', column, operator: '=', value })).toEqual(
          [...new Set(expected)].sort(),
        );
      }
      return;
    }
    const value = facts.map(({ fact }) => fact).find((fact) => fact !== null);
    if (value === undefined || value === null) throw new Error(`nothing has ${column}`);
    for (const [form, operator, op] of forms[type]) {
      const expected = facts.filter(({ fact }) => compare[op]!(fact, value)).map(({ id }) => id);
      const given = op === 'in' || op === 'not_in' ? [value] : form === 'null' ? null : value;
      const native = await ask(list, { type: form, column, operator, value: given });
      expect([column, operator, native]).toEqual([column, operator, expected.sort()]);
      const documented = op === 'not_in' ? { key: column, op: 'ne', value } : { key: column, op, value: given };
      expect(await ask(list, documented)).toEqual(native);
    }
    const unequal = facts.filter(({ fact }) => fact !== value).map(({ id }) => id);
    expect(await ask(list, { key: column, op: 'ne', value })).toEqual(unequal.sort());
  });

  it.each(['traces', 'spans'] as const)('of %s by tags ask for membership', async (list) => {
    const tagged = async (...conditions: object[]) =>
      new Set((await suite.list(`/${list}?${filtersOf(...conditions)}`)).map(({ trace_id }) => trace_id)).size;
    const anyOf = (...value: string[]) => ({ type: 'string_options', column: 'tags', operator: 'any of', value });
    const noneOf = (...value: string[]) => ({ type: 'string_options', column: 'tags', operator: 'none of', value });
    expect(await tagged(anyOf('a'))).toBe(1);
    expect(await tagged({ key: 'tags', op: 'in', value: ['a', 'z'] })).toBe(1);
    expect(await tagged(anyOf('b'), noneOf('a'))).toBe(1);
    expect(await tagged({ key: 'tags', op: 'is_null' })).toBe(2);
    expect(await tagged(anyOf())).toBe(4);
  });

  const orders = [
    ...['start_time', 'end_time', 'duration_ms', 'total_tokens', 'total_cost'].map((by) => ['traces', by] as const),
    ...['timestamp_start', 'timestamp_end', 'start_time', 'end_time', 'duration_ms', 'span_name'].map(
      (by) => ['spans', by] as const,
    ),
    ...['start_time', 'end_time', 'trace_count', 'span_count', 'observation_count'].map(
      (by) => ['sessions', by] as const,
    ),
  ];
  it.each(orders)('of %s are sorted by %s in both directions, what has no value last', async (list, by) => {
    const read = async (order: string) =>
      (await suite.list(`/${list}?order_by=${order}`)).map((item) => valueOf(list, item, by) as Value);
    const sorted = (values: Value[], way: number) =>
      values.toSorted((a, b) => {
        if (a === null || b === null) return Number(a === null) - Number(b === null);
        return a === b ? 0 : a < b ? -way : way;
      });
    const values = await read(by);
    expect(new Set(values).size).toBeGreaterThan(1);
    expect(values).toEqual(sorted(values, -1));
    expect(await read(`${by}:desc`)).toEqual(values);
    expect(await read(`${by}:asc`)).toEqual(sorted(values, 1));
  });
});
