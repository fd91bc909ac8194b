import { exportOf, sentSpan, textAttribute } from '../../factories/otlp-export';
import { hex } from '../../factories/otel';
import { makeEvent } from '../../factories/event';
import { readStream, type StreamRecord } from '../../factories/sse-reader';
import { useOtel } from './otel-suite';

describe('the stream of spans', () => {
  const suite = useOtel();
  const open: AbortController[] = [];
  afterEach(() => open.splice(0).forEach((one) => one.abort()));

  /** Follows the stream until so many records have come. */
  const follow = (count: number, query = '', headers: Record<string, string> = {}) => {
    const records: StreamRecord[] = [];
    const leave = new AbortController();
    open.push(leave);
    const ended = readStream(
      `${suite.api.url}/api/v1/project/default/otel/sse?${query}`,
      { authorization: `Bearer ${suite.own.secretKey}`, ...headers },
      leave.signal,
      (record) => records.push(record) >= count,
    );
    return ended.then(() => {
      leave.abort();
      return records;
    });
  };

  const send = async (traceId: string, spans: number, session?: string): Promise<string[]> => {
    const ids = Array.from({ length: spans }, () => hex(8));
    const attributes = session ? [textAttribute('session.id', session)] : [];
    const body = exportOf(...ids.map((spanId) => sentSpan({ traceId, spanId, attributes })));
    const { status } = await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', body);
    if (status !== 200) throw new Error(`not exported: ${status}`);
    return ids;
  };

  const spansOf = (records: readonly StreamRecord[]) => records.map(({ data }) => data.span_id);

  it('tells the ids of each span once, in the order of commits', async () => {
    const trace = hex(16);
    const first = await send(trace, 2, 's-1');
    const records = await follow(2, '', { 'last-event-id': '@0' });
    expect(records).toEqual(
      first.map((span_id) => ({
        id: expect.stringMatching(/^@\d+$/),
        event: 'span',
        data: { project_id: suite.own.projectId, trace_id: trace, span_id, session_id: 's-1', user_id: null },
      })),
    );
    const [early, late] = records.map(({ id }) => Number(id.slice(1)));
    expect(late).toBeGreaterThan(early ?? NaN);
  });

  it('goes on after the last id, by header or by query', async () => {
    const trace = hex(16);
    const ids = await send(trace, 3);
    const [first] = await follow(1, '', { 'last-event-id': '@0' });
    expect(spansOf(await follow(2, '', { 'last-event-id': first?.id ?? '' }))).toEqual(ids.slice(1));
    expect(spansOf(await follow(2, `last_event_id=${encodeURIComponent(first?.id ?? '')}`))).toEqual(ids.slice(1));
  });

  it('shows what is stored from now on without an id, and no native events', async () => {
    await send(hex(16), 1);
    const run = `run-${hex(4)}`;
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id: run });
    const following = follow(1);
    // What is sent before the stream is open would not be seen: so something is, until something was.
    const sent: string[] = [];
    let isDone = false;
    void following.finally(() => (isDone = true));
    while (!isDone) {
      await suite.api.call(suite.own.secretKey, 'POST', `/api/traces/${run}/events`, makeEvent(run, sent.length));
      sent.push(...(await send(hex(16), 1)));
    }
    expect(sent).toContain(spansOf(await following)[0]);
  });

  it.each([
    ['trace_id', 'trace'],
    ['session_id', 'session'],
    ['span_id', 'span'],
  ])('is narrowed by %s', async (parameter) => {
    const [wanted, other] = [hex(16), hex(16)];
    await send(other, 1, 'other');
    const [spanId] = await send(wanted, 1, 's-1');
    const value = { trace_id: wanted, session_id: 's-1', span_id: spanId }[parameter] ?? '';
    await send(other, 1, 'other');
    expect(spansOf(await follow(1, `${parameter}=${value}`, { 'last-event-id': '@0' }))).toEqual([spanId]);
  });

  it('resets a reader of positions that are not known', async () => {
    await send(hex(16), 1);
    expect(await follow(1, '', { 'last-event-id': '@999999' })).toEqual([expect.objectContaining({ event: 'reset' })]);
  });

  it.each(['7', '@x', '@1~2', 'run:7', '@99999999999999999'])('refuses %s as an id', async (id) => {
    const path = '/api/v1/project/default/otel/sse';
    const answer = await suite.api.call(suite.own.secretKey, 'GET', path, undefined, { 'last-event-id': id });
    expect(answer).toMatchObject({ status: 400, body: { error: 'bad_request', code: 'INVALID_CURSOR' } });
  });
});
