import { useOtel } from './otel-suite';

const meta = (body: Record<string, unknown>) => body.meta as Record<string, unknown>;
const cursorOf = (body: Record<string, unknown>) => encodeURIComponent(String(meta(body).next_cursor));

describe('pages of the explorer', () => {
  const suite = useOtel();
  const names = async (path: string, field = 'trace_name') => (await suite.list(path)).map((item) => item[field]);

  const insertNumbered = async (count: number) => {
    for (let at = 0; at < count; at += 1) await suite.insert({ name: `t${at}`, spans: [{ at }] });
  };

  it('go by number, with exact totals', async () => {
    await insertNumbered(5);
    expect(await names('/traces?limit=2&page=2')).toEqual(['t2', 't1']);
    const { body } = await suite.read('/traces?limit=2&page=3');
    expect(body).toMatchObject({
      data: [{ trace_name: 't0' }],
      meta: { page: 3, limit: 2, total_items: 5, total_pages: 3 },
    });
    expect(meta(body)).not.toHaveProperty('next_cursor');
    expect((await suite.read('/traces?limit=2&page=9')).body).toMatchObject({ data: [], meta: { total_items: 5 } });
    expect((await suite.read('/spans?limit=2')).body).toMatchObject({ meta: { total_items: 5, total_pages: 3 } });
  });

  it('of nothing are none', async () => {
    expect((await suite.read('/traces')).body).toEqual({
      data: [],
      meta: { page: 1, limit: 50, total_items: 0, total_pages: 0 },
    });
  });

  it.each(['traces', 'spans'])('of %s go on by cursor, whatever comes in meanwhile', async (list) => {
    await insertNumbered(4);
    const first = (await suite.read(`/${list}?limit=2`)).body;
    await suite.insert({ name: 'new', spans: [{ at: 100 }] });
    const second = (await suite.read(`/${list}?limit=2&cursor=${cursorOf(first)}`)).body;
    const startOf = (body: Record<string, unknown>) =>
      (body.data as Record<string, string>[]).map((item) => item.start_time ?? item.timestamp_start);
    expect(startOf(second)).toEqual(['2026-11-20T10:00:00.001000Z', '2026-11-20T10:00:00.000000Z']);
    expect(meta(second)).not.toHaveProperty('next_cursor');
  });

  it.each([
    ['traces', 'duration_ms:asc', ['t1', 't0', 't2', 't3']],
    ['traces', 'duration_ms', ['t2', 't0', 't1', 't3']],
    ['traces', 'total_tokens', ['t3', 't0', 't2', 't1']],
    ['traces', 'total_tokens:asc', ['t1', 't2', 't0', 't3']],
    ['traces', 'total_cost', ['t1', 't3', 't2', 't0']],
    ['traces', 'end_time', ['t2', 't1', 't0', 't3']],
    ['spans', 'duration_ms:asc', ['t1', 't0', 't2', 't3']],
    ['spans', 'duration_ms', ['t2', 't0', 't1', 't3']],
    ['spans', 'timestamp_end', ['t2', 't1', 't0', 't3']],
    ['spans', 'end_time:asc', ['t0', 't1', 't2', 't3']],
    ['spans', 'span_name', ['t3', 't2', 't1', 't0']],
    ['spans', 'timestamp_start:asc', ['t0', 't1', 't2', 't3']],
  ])('of %s are ordered by %s, what has no value last, also from cursor to cursor', async (list, order, expected) => {
    const durations = [20, 10, 30, null];
    const tokens = [5, 1, 3, 9];
    const costs = [0.1, 2, 0.3, 0.9];
    for (const [at, lasts] of durations.entries()) {
      const { id } = await suite.insert({
        spans: [{ name: `t${at}`, at: at * 100, lasts, tokens: tokens[at], cost: costs[at] }],
      });
      if (lasts === null) await suite.admin.query('update debrief.trace set spans_end_at = null where id = $1', [id]);
    }
    const field = list === 'traces' ? 'trace_name' : 'span_name';
    expect(await names(`/${list}?order_by=${order}`, field)).toEqual(expected);
    const walked: unknown[] = [];
    for (let cursor = ''; ;) {
      const { body } = await suite.read(`/${list}?order_by=${order}&limit=1${cursor}`);
      walked.push(...(body.data as Record<string, unknown>[]).map((item) => item[field]));
      if (meta(body).next_cursor === undefined) break;
      cursor = `&cursor=${cursorOf(body)}`;
    }
    expect(walked).toEqual(expected);
  });

  it('that share a sort key come one after the other', async () => {
    for (let at = 0; at < 5; at += 1) await suite.insert({ name: `t${at}`, spans: [{ at: 0 }] });
    const seen: unknown[] = [];
    for (let cursor = ''; ;) {
      const { body } = await suite.read(`/traces?limit=2${cursor}`);
      seen.push(...(body.data as Record<string, unknown>[]).map(({ trace_name }) => trace_name));
      if (meta(body).next_cursor === undefined) break;
      cursor = `&cursor=${cursorOf(body)}`;
    }
    expect(seen.toSorted()).toEqual(['t0', 't1', 't2', 't3', 't4']);
  });

  it('under filters are counted to ten thousand', async () => {
    await suite.insert({ spans: [{ name: 'other' }, ...Array.from({ length: 20 }, () => ({ name: 'x' }))] });
    const { rows } = await suite.admin.query('select id, project_id from debrief.trace where workspace_id = $1', [
      suite.own.workspaceId,
    ]);
    await suite.admin.query(
      `insert into debrief.event (workspace_id, trace_id, seq, project_id, idempotency_key, content_hash, type, level, payload, started_at, name)
       select $1, $2, n, $3, n::text, '\\x00', 'span', 'default', '{}', now(), 'x' from generate_series(100, 10200) n`,
      [suite.own.workspaceId, rows[0].id, rows[0].project_id],
    );
    const { body, headers } = await suite.read('/spans?limit=1&filters=[{"key":"span_name","op":"eq","value":"x"}]');
    expect(meta(body)).toMatchObject({ total_items: 10_000, total_pages: 10_000 });
    expect(headers.get('x-total-estimated')).toBe('true');
    const other = await suite.read('/spans?filters=[{"key":"span_name","op":"eq","value":"other"}]');
    expect([meta(other.body).total_items, other.headers.get('x-total-estimated')]).toEqual([1, null]);
  });

  it.each([
    ['page=0', 'VALIDATION_ERROR'],
    ['page=101', 'VALIDATION_ERROR'],
    ['limit=0', 'VALIDATION_ERROR'],
    ['limit=501', 'VALIDATION_ERROR'],
    ['limit=ten', 'QUERY_PARSE_ERROR'],
    ['limit=1&limit=2', 'QUERY_PARSE_ERROR'],
    ['user_id=a&user_id=b', 'QUERY_PARSE_ERROR'],
    ['order_by=span_count', 'INVALID_ORDER_COLUMN'],
    ['order_by=start_time:up', 'INVALID_ORDER'],
    ['from_timestamp=yesterday', 'INVALID_TIMESTAMP'],
    ['cursor=AAAA', 'INVALID_CURSOR'],
    ['filters={}', 'INVALID_FILTER_JSON'],
    ['filters=[', 'INVALID_FILTER_JSON'],
    ['filters=[{"type":"string","column":"nothing","operator":"=","value":"x"}]', 'INVALID_FILTER_COLUMN'],
    [`filters=[${'{},'.repeat(50)}{}]`, 'TOO_MANY_FILTERS'],
  ])('refuse %s', async (query, code) => {
    for (const list of ['traces', 'spans'])
      expect(await suite.read(`/${list}?${query}`)).toMatchObject({
        status: 400,
        body: { error: 'bad_request', code },
      });
  });

  it('refuse a cursor of another list, of other filters or together with a page', async () => {
    await insertNumbered(3);
    const cursor = cursorOf((await suite.read('/traces?limit=1')).body);
    expect(await suite.read(`/spans?cursor=${cursor}`)).toMatchObject({ body: { code: 'INVALID_CURSOR' } });
    expect(await suite.read(`/traces?user_id=u&cursor=${cursor}`)).toMatchObject({ body: { code: 'INVALID_CURSOR' } });
    expect(await suite.read(`/traces?page=2&cursor=${cursor}`)).toMatchObject({ body: { code: 'VALIDATION_ERROR' } });
  });
});
