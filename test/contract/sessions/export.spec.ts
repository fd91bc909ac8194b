import { parse } from 'csv-parse/sync';
import { type Told, useSessions } from './sessions-suite';

const told: readonly Told[] = [
  { type: 'user_message', payload: { content: 'Book a room' } },
  { type: 'llm_call', payload: { model: '=1+1', input_tokens: 10, output_tokens: 2 } },
  {
    type: 'tool_call',
    payload: { tool_name: 'book_room', call_id: 'c1', arguments: { note: 'a "quoted", text\r\nand more' } },
  },
  { type: 'tool_result', payload: { tool_name: 'book_room', call_id: 'c1', error: '409 room taken' } },
  { type: 'agent_message', metadata: { agent: 'booker' }, payload: { content: 'No room is free' } },
];

describe('GET …/sessions/export', () => {
  const suite = useSessions();
  const fetchExport = (query: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${suite.api.url}/api/projects/${suite.own.projectId}/sessions/export${query}`, {
      ...init,
      headers: { authorization: `Bearer ${suite.own.secretKey}` },
    });
  const rowsOf = (text: string): Record<string, string>[] => parse(text, { record_delimiter: '\r\n', columns: true });
  const exported = async (query = ''): Promise<Record<string, string>[]> =>
    rowsOf(await (await fetchExport(query)).text());

  it('is a CSV file of all events, sessions by start and events by position', async () => {
    await suite.record(told, { id: 'sess_1', session: 'conv_1' });
    await suite.record(told.slice(0, 1), { id: 'sess_2', session: 'conv_2' });
    await suite.record(told.slice(0, 2), { id: 'sess_3', session: 'conv_1' });
    const response = await fetchExport('');
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    expect([response.status, Object.fromEntries(response.headers)]).toEqual([
      200,
      expect.objectContaining({
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="sessions-default-${day}.csv"`,
        'x-export-rows': '8',
        'x-export-truncated': 'false',
        'cache-control': 'private, no-store',
      }),
    ]);
    const rows = rowsOf(await response.text());
    expect(rows.map(({ traceId, position }) => `${traceId} ${position}`)).toEqual([
      ...[1, 2, 3, 4, 5].map((position) => `sess_1 ${position}`),
      'sess_3 6',
      'sess_3 7',
      'sess_2 1',
    ]);
    expect(rows[1]).toMatchObject({ type: 'llm_call', model: "'=1+1", inputTokens: '10', toolName: '' });
    expect(JSON.parse(rows[2]?.['data'] ?? '')).toMatchObject({ arguments: { note: 'a "quoted", text\r\nand more' } });
  });

  it('has the events that the session shows, as JSON lines unchanged', async () => {
    await suite.record(told, { session: 'conv_1' });
    const response = await fetchExport('?format=jsonl');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(await suite.events('/conv_1/traces'));
  });

  it('filters as the list of events does, and cuts at its limit', async () => {
    await suite.record(told, { id: 'sess_1', session: 'conv_1' });
    await suite.record(told, { id: 'sess_2', session: 'conv_2' });
    const typesOf = async (query: string) => (await exported(query)).map(({ type }) => type);
    expect(await typesOf('?eventType=llm_call,response&sessionIds=conv_2')).toEqual(['llm_call', 'response']);
    expect(await typesOf('?agentName=booker')).toEqual(['response', 'response']);
    expect(await typesOf('?status=error&limit=3')).toEqual(['tool_call', 'tool_result', 'tool_call']);
    const cut = await fetchExport('?limit=7');
    expect([cut.headers.get('x-export-rows'), cut.headers.get('x-export-truncated')]).toEqual(['7', 'true']);
    expect(rowsOf(await cut.text())).toHaveLength(7);
  });

  it('takes a period of starts', async () => {
    await suite.record(told, { session: 'conv_1' });
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect(await exported(`?from=${soon}`)).toEqual([]);
    expect(await exported(`?to=${soon}`)).toHaveLength(5);
  });

  it('is the header alone where nothing is found, with a byte order mark if asked', async () => {
    const response = await fetchExport('?bom=true');
    expect(response.headers.get('x-export-rows')).toBe('0');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.subarray(3).toString()).toMatch(/^sessionId,[^\r\n]+,data\r\n$/);
    expect(await (await fetchExport('?format=jsonl')).text()).toBe('');
  });

  it.each([
    ['?format=xml', 'format'],
    ['?limit=0', 'limit'],
    ['?limit=1000001', 'limit'],
    ['?eventType=nothing', 'eventType'],
    ['?from=yesterday', 'from'],
    ['?from=2026-02-02&to=2026-02-01', 'from'],
    [`?sessionIds=${Array.from({ length: 101 }, (_, n) => n).join()}`, 'sessionIds'],
  ])('refuses %s, naming the parameter', async (query, field) => {
    const response = await fetchExport(query);
    expect([response.status, await response.json()]).toEqual([
      400,
      { success: false, error: { code: 'VALIDATION_ERROR', message: expect.stringContaining(field) } },
    ]);
  });

  it('sends nothing where a named session is not there', async () => {
    await suite.record(told, { session: 'conv_1' });
    const response = await fetchExport('?sessionIds=conv_1,conv_9');
    expect([response.status, response.headers.get('x-export-rows')]).toEqual([404, null]);
  });

  it('answers HEAD with the headers alone', async () => {
    await suite.record(told);
    const response = await fetchExport('', { method: 'HEAD' });
    expect([response.status, response.headers.get('x-export-rows'), await response.text()]).toEqual([200, '5', '']);
  });
});
