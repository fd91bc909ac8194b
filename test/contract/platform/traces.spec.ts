import type { JsonObject, JsonValue } from '@debrief/kernel';
import { makeEvent, newTraceId } from '../../factories/event';
import { hex, insertSpanTrace, type StoredTrace, suiteStart, type TraceShape } from '../../factories/otel';
import { exportOf, sentSpan } from '../../factories/otlp-export';
import { usePlatform } from './platform-suite';

type Item = Record<string, unknown>;
interface V1List {
  readonly data: Item[];
  readonly meta: { readonly totalCount: number; readonly hasMore: boolean; readonly nextCursor: string | null };
}
interface PublicList {
  readonly data: Item[];
  readonly meta: {
    readonly page: number;
    readonly limit: number;
    readonly totalItems: number;
    readonly totalPages: number;
  };
}

const attribute = (key: string, value: JsonValue): JsonObject => ({
  key,
  value: { stringValue: typeof value === 'string' ? value : JSON.stringify(value) },
});

describe('traces of the Platform surface', () => {
  const suite = usePlatform();

  const v1 = async (query = ''): Promise<V1List> => (await suite.read(`/v1/traces${query}`)) as unknown as V1List;
  const langfuse = async (query = ''): Promise<PublicList> =>
    (await suite.read(`/api/public/traces${query}`)) as unknown as PublicList;
  const insert = (shape: TraceShape): Promise<StoredTrace> =>
    insertSpanTrace(suite.database, { scope: suite.own.scope, projectId: suite.own.projectId }, shape);
  const exportSpans = async (...spans: JsonObject[]): Promise<void> => {
    const { status } = await suite.call('POST', '/otel/default/v1/traces', exportOf(...spans));
    expect(status).toBe(200);
  };

  /** A run as a Langfuse SDK exports it: a root, and a generation with tokens. */
  const exportRun = async (): Promise<{ traceId: string; rootId: string; generationId: string }> => {
    const ids = { traceId: hex(16), rootId: hex(8), generationId: hex(8) };
    await exportSpans(
      sentSpan({
        ...{ traceId: ids.traceId, spanId: ids.rootId, name: 'code-review' },
        ...{ startTimeUnixNano: '1764112345123456789', endTimeUnixNano: '1764112349323456789' },
        attributes: [
          attribute('langfuse.observation.input', { file: 'main.py' }),
          attribute('langfuse.observation.output', ['fine', { score: 1 }]),
          attribute('langfuse.trace.name', 'code-review'),
          attribute('langfuse.trace.tags', ['b', 'a']),
          attribute('langfuse.trace.metadata.repository', 'my-app'),
          attribute('langfuse.environment', 'staging'),
          attribute('langfuse.release', '1.4.0'),
          attribute('langfuse.version', '2'),
          attribute('user.id', 'user-7'),
          attribute('session.id', 'conv-1'),
        ],
      }),
      sentSpan({
        ...{ traceId: ids.traceId, spanId: ids.generationId, parentSpanId: ids.rootId, name: 'analyze' },
        ...{ startTimeUnixNano: '1764112346123456789', endTimeUnixNano: '1764112347123456789' },
        attributes: [
          attribute('langfuse.observation.type', 'generation'),
          attribute('langfuse.observation.model.name', 'claude-3-sonnet'),
          attribute('langfuse.observation.usage_details', { input: 150, output: 200 }),
        ],
      }),
    );
    return ids;
  };

  it('give a run that was exported as spans, in the words of both dialects', async () => {
    const { traceId, rootId, generationId } = await exportRun();
    const shared = {
      ...{ id: traceId, name: 'code-review', userId: 'user-7', sessionId: 'conv-1', release: '1.4.0', version: '2' },
      ...{
        environment: 'staging',
        public: false,
        bookmarked: false,
        projectId: suite.own.projectId,
        totalCost: 0.00345,
      },
      ...{ input: { file: 'main.py' }, output: ['fine', { score: 1 }], timestamp: '2025-11-25T23:12:25.123Z' },
      ...{ createdAt: expect.any(String), updatedAt: expect.any(String) },
      metadata: expect.objectContaining({ repository: 'my-app' }),
      tags: expect.arrayContaining(['a', 'b']),
    };
    const asV1 = {
      ...shared,
      ...{ level: 'DEFAULT', statusMessage: null, status: 'completed', latency: 4200 },
      ...{ startTime: '2025-11-25T23:12:25.123Z', endTime: '2025-11-25T23:12:29.323Z' },
      ...{ inputTokens: 150, outputTokens: 200, totalTokens: 350, inputCost: 0.00045, outputCost: 0.003 },
      ...{ gitCommitSha: null, gitBranch: null, gitRepoUrl: null },
    };
    expect(await suite.read(`/v1/traces/${traceId}`)).toEqual(asV1);
    expect(await suite.read(`/api/v1/traces/${traceId}`)).toEqual(asV1);
    expect(await v1()).toEqual({ data: [asV1], meta: { totalCount: 1, hasMore: false, nextCursor: null } });
    const asLangfuse = {
      ...shared,
      htmlPath: `/project/${suite.own.projectId}/traces/${traceId}`,
      latency: 4.2,
      observations: [rootId, generationId],
      scores: [],
    };
    expect(await langfuse()).toEqual({
      data: [asLangfuse],
      meta: { page: 1, limit: 50, totalItems: 1, totalPages: 1 },
    });
  });

  it('give a native run, also while it goes on', async () => {
    const id = newTraceId();
    await suite.call('POST', '/api/traces', { id, user_goal: 'book a table', metadata: { a: 1 }, tags: ['t'] });
    await suite.call('POST', `/api/traces/${id}/events`, {
      events: [
        makeEvent(id, 0, { type: 'llm_call', payload: { model: 'gpt-4o', input_tokens: 3, output_tokens: 4 } }),
        makeEvent(id, 1, { type: 'agent_message', payload: { content: 'no seats' } }),
      ],
    });
    expect(await suite.read(`/v1/traces/${id}`)).toMatchObject({
      ...{
        id,
        status: 'running',
        level: 'DEFAULT',
        input: 'book a table',
        output: 'no seats',
        totalTokens: 7,
        sessionId: id,
      },
      ...{ metadata: { a: 1 }, tags: ['t'], environment: 'default' },
    });
    await suite.call('POST', `/api/traces/${id}/events`, {
      events: [makeEvent(id, 2, { type: 'session_end', payload: { status: 'failed' } })],
    });
    expect(await suite.read(`/v1/traces/${id}`)).toMatchObject({ status: 'failed', level: 'ERROR' });
    expect((await v1('?level=error')).data.map((trace) => trace.id)).toEqual([id]);
    const [listed] = (await langfuse()).data;
    expect(listed).toMatchObject({ id, latency: expect.any(Number), environment: 'default' });
    expect(listed!.observations).toHaveLength(3);
  });

  it('show their observations to those who ask', async () => {
    const { traceId, rootId, generationId } = await exportRun();
    const asV1 = await suite.read(`/v1/traces/${traceId}?includeObservations=true&includeScores=true`);
    expect(asV1).toMatchObject({
      observations: [
        { id: rootId, parentObservationId: null, type: 'SPAN', input: { file: 'main.py' } },
        { id: generationId, parentObservationId: rootId, type: 'GENERATION', usage: { totalTokens: 350 } },
      ],
      scores: [],
    });
    const asLangfuse = await suite.read(`/api/public/traces/${traceId}`);
    expect(asLangfuse).toMatchObject({
      observations: [{ id: rootId }, { id: generationId, usage: { input: 150, output: 200, total: 350 } }],
      scores: [],
    });
  });

  /** Runs of which each filter leaves some. */
  const insertThree = async (): Promise<Record<'early' | 'middle' | 'late', string>> => {
    const [early, middle, late] = [
      await insert({
        ...{
          name: 'plan',
          user: 'u1',
          session: 's1',
          environment: 'prod',
          tags: ['a', 'b'],
          metadata: { tier: 'gold' },
        },
        spans: [{ at: 0, lasts: 3000, tokens: 10, cost: 0.5 }],
      }),
      await insert({
        ...{ name: 'act', user: 'u2', session: 's1', environment: 'staging', tags: ['a'] },
        spans: [{ at: 1000, lasts: 1000, tokens: 30, cost: 0.1, status: 'ERROR' }],
      }),
      await insert({ name: null, spans: [{ at: 2000, lasts: 2000, tokens: 20, cost: 0.3 }] }),
    ];
    return { early: early.externalId, middle: middle.externalId, late: late.externalId };
  };
  const at = (ms: number): string => new Date(suiteStart + ms).toISOString();
  const filterOf = (...conditions: object[]): string => `?filter=${encodeURIComponent(JSON.stringify(conditions))}`;

  it.each([
    ['', ['late', 'middle', 'early']],
    ['?name=plan', ['early']],
    ['?userId=u2', ['middle']],
    ['?sessionId=s1', ['middle', 'early']],
    ['?environment=prod', ['early']],
    ['?environment=default', ['late']],
    ['?tags=a', ['middle', 'early']],
    ['?tags=a,b', ['early']],
    [`?fromTimestamp=${at(1000)}`, ['late', 'middle']],
    [`?toTimestamp=${at(1000)}`, ['early']],
    ['?orderBy=startTime&order=asc', ['early', 'middle', 'late']],
    ['?orderBy=createdAt', ['late', 'middle', 'early']],
    ['?orderBy=name&order=asc', ['middle', 'early', 'late']],
    ['?orderBy=latency', ['early', 'late', 'middle']],
    ['?orderBy=totalCost', ['early', 'late', 'middle']],
    ['?orderBy=totalTokens', ['middle', 'late', 'early']],
    ['?level=INFO', ['late', 'middle', 'early']],
    ['?level=ERROR', []],
    ['?gitCommitSha=abc', []],
  ] as const)('are listed at /v1/traces%s', async (query, expected) => {
    const ids = await insertThree();
    const { data, meta } = await v1(query);
    expect(data.map(({ id }) => id)).toEqual(expected.map((name) => ids[name]));
    expect(meta).toEqual({ totalCount: expected.length, hasMore: false, nextCursor: null });
  });

  it.each([
    ['', ['late', 'middle', 'early']],
    ['?orderBy=timestamp.asc', ['early', 'middle', 'late']],
    ['?orderBy=name.desc', ['early', 'middle', 'late']],
    ['?orderBy=public.asc', ['early', 'middle', 'late']],
    ['?tags=a&tags=b', ['early']],
    ['?environment=prod&environment=default', ['late', 'early']],
    [`?fromTimestamp=${at(1000)}&toTimestamp=${at(2000)}`, ['middle']],
    [filterOf({ type: 'string', column: 'name', operator: 'contains', value: 'la' }), ['early']],
    [
      filterOf({ type: 'stringOptions', column: 'userId', operator: 'any of', value: ['u1', 'u2'] }),
      ['middle', 'early'],
    ],
    [filterOf({ type: 'arrayOptions', column: 'tags', operator: 'none of', value: ['b'] }), ['late', 'middle']],
    [filterOf({ type: 'datetime', column: 'timestamp', operator: '<', value: at(1000) }), ['early']],
    [filterOf({ type: 'number', column: 'latency', operator: '>=', value: 2 }), ['late', 'early']],
    [filterOf({ type: 'number', column: 'errorCount', operator: '>', value: 0 }), ['middle']],
    [filterOf({ type: 'null', column: 'name', operator: 'is null', value: null }), ['late']],
    [filterOf({ type: 'stringObject', column: 'metadata', key: 'tier', operator: '=', value: 'gold' }), ['early']],
    [`${filterOf({ type: 'string', column: 'name', operator: '=', value: 'act' })}&name=plan`, ['middle']],
  ] as const)('are listed at /api/public/traces%s', async (query, expected) => {
    const ids = await insertThree();
    const { data, meta } = await langfuse(query);
    expect(data.map(({ id }) => id)).toEqual(expected.map((name) => ids[name]));
    expect(meta).toMatchObject({ totalItems: expected.length, totalPages: Math.ceil(expected.length / 50) });
  });

  it('are found by their scores, their flags and the levels of their steps', async () => {
    const make = async (trace: object, score: object, level: string): Promise<string> => {
      const { body } = await suite.call('POST', '/v1/traces', trace);
      const traceId = String(body.id);
      await suite.call('POST', '/v1/scores', { traceId, name: 'quality', ...score });
      await suite.call('POST', '/v1/observations', { traceId, level, output: 'x' });
      return traceId;
    };
    const good = await make({ public: true, level: 'DEBUG' }, { value: 0.9 }, 'WARNING');
    const bad = await make({ gitCommitSha: 'abc1234', gitBranch: 'main' }, { value: 'poor' }, 'ERROR');
    const cases: readonly (readonly [object, string])[] = [
      [{ type: 'numberObject', column: 'scores_avg', key: 'quality', operator: '>', value: 0.5 }, good],
      [
        { type: 'categoryOptions', column: 'score_categories', key: 'quality', operator: 'any of', value: ['poor'] },
        bad,
      ],
      [{ type: 'boolean', column: 'public', operator: '=', value: true }, good],
      [{ type: 'string', column: 'level', operator: '=', value: 'debug' }, good],
      [{ type: 'number', column: 'warningCount', operator: '=', value: 1 }, good],
      [{ type: 'number', column: 'errorCount', operator: '=', value: 1 }, bad],
    ];
    for (const [condition, expected] of cases)
      expect([condition, (await langfuse(filterOf(condition))).data.map(({ id }) => id)]).toEqual([
        condition,
        [expected],
      ]);
    for (const query of ['?gitCommitSha=abc1234', '?gitBranch=main', '?level=ERROR'])
      expect([query, (await v1(query)).data.map(({ id }) => id)]).toEqual([query, [bad]]);
  });

  it.each([
    ['/v1/traces?limit=0', 'limit'],
    ['/v1/traces?limit=1001', 'limit'],
    ['/v1/traces?fromTimestamp=yesterday', 'fromTimestamp'],
    ['/v1/traces?orderBy=password', 'orderBy'],
    ['/v1/traces?order=up', 'order'],
    ['/v1/traces?level=LOUD', 'level'],
  ])('refuse GET %s', async (path, field) => {
    const { status, body } = await suite.call('GET', path);
    expect([status, body]).toEqual([
      400,
      { error: { code: 'invalid_request', message: expect.stringContaining(`'${field}'`), details: { field } } },
    ]);
  });

  it.each([
    ['?page=0', 'page'],
    ['?limit=1001', 'limit'],
    ['?orderBy=password.asc', 'orderBy'],
    ['?orderBy=name.up', 'orderBy'],
    ['?fields=core,secrets', 'fields'],
    ['?toTimestamp=never', 'toTimestamp'],
    [filterOf({ type: 'string', column: 'password', operator: '=', value: 'x' }), 'filter'],
    ['?filter=%5B', 'filter'],
  ])('refuse GET /api/public/traces%s', async (query, field) => {
    const { status, body } = await suite.call('GET', `/api/public/traces${query}`);
    const path = expect.arrayContaining([field]) as string[];
    expect([status, body]).toEqual([
      400,
      { message: 'Invalid request data', error: [{ path, message: expect.any(String) }] },
    ]);
  });

  it('are walked by their cursors, in any order, and refuse one that is not of the list', async () => {
    const ids = await insertThree();
    for (const [order, expected] of [
      ['orderBy=startTime', ['late', 'middle', 'early']],
      ['orderBy=name&order=asc', ['middle', 'early', 'late']],
      ['orderBy=createdAt&order=asc', ['early', 'middle', 'late']],
    ] as const) {
      const walked: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: V1List = await v1(`?limit=1&${order}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        expect(page.meta).toMatchObject({ totalCount: 3, hasMore: page.meta.nextCursor !== null });
        walked.push(...page.data.map(({ id }) => id));
        cursor = page.meta.nextCursor;
      }
      expect(walked).toEqual(expected.map((name) => ids[name]));
    }
    const { nextCursor } = (await v1('?limit=1')).meta;
    const other = await suite.call('GET', `/v1/traces?limit=1&name=plan&cursor=${nextCursor}`);
    expect([other.status, other.body]).toMatchObject([400, { error: { code: 'invalid_request' } }]);
    expect((await suite.call('GET', '/v1/traces?cursor=eyJpZCI6IjEyMzQifQ==')).status).toBe(400);
  });

  it('are paged from 1 for Langfuse clients', async () => {
    const ids = await insertThree();
    const page = await langfuse('?page=2&limit=2');
    expect(page.data.map(({ id }) => id)).toEqual([ids.early]);
    expect(page.meta).toEqual({ page: 2, limit: 2, totalItems: 3, totalPages: 2 });
  });

  it('leave out what `fields` does not name', async () => {
    const { traceId } = await exportRun();
    for (const path of [`/api/public/traces?fields=core`, `/api/public/traces/${traceId}?fields=core`]) {
      const body = await suite.read(path);
      const trace = (body.data as Item[] | undefined)?.[0] ?? body;
      expect(trace).toMatchObject({
        ...{ id: traceId, name: 'code-review', input: null, output: null, metadata: null },
        ...{ observations: [], scores: [], latency: -1, totalCost: -1 },
      });
    }
    const [trace] = (await langfuse('?fields=core,metrics')).data;
    expect(trace).toMatchObject({ latency: 4.2, totalCost: 0.00345, input: null });
  });

  it('that are unknown are 404 in both dialects', async () => {
    for (const id of ['nothing', '%00', 'x'.repeat(300)]) {
      const ofV1 = await suite.call('GET', `/v1/traces/${id}`);
      expect([ofV1.status, ofV1.body]).toMatchObject([404, { error: { code: 'not_found' } }]);
      const ofLangfuse = await suite.call('GET', `/api/public/traces/${id}`);
      expect([ofLangfuse.status, ofLangfuse.body]).toMatchObject([404, { error: 'LangfuseNotFoundError' }]);
    }
  });

  it('that are deleted are gone at once, and do not come back with their exporter', async () => {
    const { traceId } = await exportRun();
    const deleted = await suite.call('DELETE', `/v1/traces/${traceId}`);
    expect([deleted.status, deleted.body]).toEqual([200, { success: true }]);
    expect((await suite.call('GET', `/v1/traces/${traceId}`)).status).toBe(404);
    expect((await suite.call('DELETE', `/v1/traces/${traceId}`)).status).toBe(404);
    expect((await v1()).meta.totalCount).toBe(0);
    await exportSpans(sentSpan({ traceId, spanId: hex(8) }));
    expect((await suite.call('GET', `/api/public/traces/${traceId}`)).status).toBe(404);
  });

  it('are deleted by Langfuse clients, one or some', async () => {
    const ids = await insertThree();
    expect(await suite.call('DELETE', `/api/public/traces/${ids.early}`)).toMatchObject({
      status: 200,
      body: { message: expect.any(String) },
    });
    expect(await suite.call('DELETE', '/api/public/traces', { traceIds: [ids.middle, 'unknown'] })).toMatchObject({
      status: 200,
      body: { message: expect.any(String) },
    });
    expect((await langfuse()).data.map(({ id }) => id)).toEqual([ids.late]);
  });
});
