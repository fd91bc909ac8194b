import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { hex } from '../../factories/otel';
import { exportOf, sentSpan, textAttribute, toProtobuf } from '../../factories/otlp-export';
import { startApi } from '../../factories/api-server';
import { mintHs256 } from '../../factories/tokens';
import { readStream, type StreamRecord } from '../../factories/sse-reader';
import { useOtel } from '../../medium/otel/otel-suite';

const path = '/api/v1/project/default/otel/sse';

describe('the stream of an explorer', () => {
  const suite = useOtel();

  const send = async (...spans: ReturnType<typeof sentSpan>[]): Promise<unknown> => {
    const response = await fetch(`${suite.api.url}/otel/default/v1/traces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${suite.own.secretKey}`, 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(toProtobuf(exportOf(...spans))),
    });
    return response.status;
  };
  const call = { key: 'gen_ai.usage.input_tokens', value: { intValue: '3' } };
  const model = textAttribute('gen_ai.request.model', 'gpt-4o');
  const spansIn = (traceId: string, count: number) =>
    Array.from({ length: count }, (_, at) =>
      sentSpan({ traceId, spanId: (at + 1).toString(16).padStart(16, '0'), attributes: [model, call] }),
    );
  /** Reads so many records from behind a position, then hangs up. */
  const take = async (count: number, after: string): Promise<StreamRecord[]> => {
    const records: StreamRecord[] = [];
    const leave = new AbortController();
    const headers = { authorization: `Bearer ${suite.own.secretKey}`, 'last-event-id': after };
    await readStream(suite.api.url + path, headers, leave.signal, (record) => records.push(record) >= count);
    leave.abort();
    return records;
  };
  /** Opens a stream whose bytes nobody reads until asked. */
  const open = async (
    url: string,
    credential: string,
    headers: Record<string, string> = {},
  ): Promise<IncomingMessage> => {
    const request = get(url + path, { headers: { authorization: `Bearer ${credential}`, ...headers } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };

  it('tells a slow reader that reconnects of 5,000 spans, each once and in rising order', async () => {
    const traces = Array.from({ length: 10 }, () => hex(16));
    const sending = Promise.all(traces.map((trace) => send(...spansIn(trace, 500))));
    const records: StreamRecord[] = [];
    for (let round = 0; records.length < 5000; round += 1)
      records.push(...(await take(Math.min(1 + round * 397, 5000 - records.length), records.at(-1)?.id ?? '@0')));
    expect(await sending).toEqual(traces.map(() => 200));
    const positions = records.map(({ id }) => Number(id.slice(1)));
    expect(positions.every((position, at) => at === 0 || position > positions[at - 1]!)).toBe(true);
    const told = records.map(({ data }) => `${String(data.trace_id)}/${String(data.span_id)}`);
    expect(new Set(told).size).toBe(5000);
    const known = new Set(
      traces.flatMap((trace) => spansIn(trace, 500).map(({ spanId }) => `${trace}/${String(spanId)}`)),
    );
    expect(told.every((one) => known.has(one))).toBe(true);
  });

  it('tells of an export that is sent again, eight times at once, as of one', async () => {
    const traceId = hex(16);
    const spans = [...spansIn(traceId, 20), sentSpan({ traceId, spanId: 'ff'.repeat(8), endTimeUnixNano: '0' })];
    expect(await send(...spans)).toBe(200);
    const trace = async () => (await suite.read(`/traces/${traceId}`)).body;
    const [first, told] = [await trace(), await take(21, '@0')];
    expect(await Promise.all(Array.from({ length: 8 }, () => send(...spans)))).toEqual(Array(8).fill(200));
    expect(await trace()).toEqual(first);
    expect(first).toMatchObject({ span_count: 21, total_tokens: 60, observation_count: 21 });
    const finished = sentSpan({ traceId, spanId: 'ff'.repeat(8) });
    expect(await Promise.all(Array.from({ length: 8 }, () => send(finished)))).toEqual(Array(8).fill(200));
    const all = await take(22, '@0');
    expect(all.slice(0, 21)).toEqual(told);
    expect(all.at(-1)).toMatchObject({ event: 'span', data: { trace_id: traceId, span_id: 'ff'.repeat(8) } });
    expect(await trace()).toMatchObject({ span_count: 21, total_tokens: 60 });
  });

  it('begins with a sign of life, and ends with the credential that opened it', async () => {
    const { own, api } = suite;
    const exp = Math.floor(Date.now() / 1000) + 2;
    const token = await mintHs256('j'.repeat(40), 'http://127.0.0.1/auth/v1', {
      sub: own.userId,
      email: own.email,
      exp,
    });
    const response = await open(api.url, token);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': expect.any(String),
    });
    let text = '';
    for await (const chunk of response) text += String(chunk);
    expect(text).toMatch(/^retry: \d+\n\n: keep-alive\n\n/);
    expect(text).toMatch(/event: terminate\ndata: token_expired\n\n$/);
  });

  it('is opened so often in a workspace, and again when one is left', async () => {
    const { own, test } = suite;
    const few = await startApi(test.databaseUrl, { MAX_STREAMS_PER_WORKSPACE: '2' });
    const streams = [await open(few.url, own.secretKey), await open(few.url, own.secretKey)];
    expect(await few.call(own.secretKey, 'GET', path)).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    streams.forEach((stream) => stream.destroy());
    let reopened = await open(few.url, own.secretKey);
    // The server notices by and by that a client has left.
    while (reopened.statusCode === 429) reopened = await open(few.url, own.secretKey);
    expect(reopened.statusCode).toBe(200);
    reopened.destroy();
    few.app.getHttpServer().closeAllConnections();
    await few.close();
  });

  it('takes no credential from its address', async () => {
    const response = await fetch(`${suite.api.url}${path}?api_key=${suite.own.secretKey}&token=${suite.own.secretKey}`);
    expect(response.status).toBe(401);
  });
});
