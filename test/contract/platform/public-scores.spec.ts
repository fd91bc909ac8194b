import type { ApiAnswer } from '../../factories/api-server';
import { exportOf, sentSpan, textAttribute } from '../../factories/otlp-export';
import { useOtel } from '../../medium/otel/otel-suite';

type Body = Readonly<Record<string, unknown>>;
type Score = Body & { readonly id: string };

describe('scores of /api/public', () => {
  const suite = useOtel();
  /** As Langfuse's SDKs send their key. */
  const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const { publicKey, secretKey } = suite.own;
    const authorization = `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;
    return suite.api.call('', method, `/api/public${path}`, body, { authorization });
  };
  const create = (body: Body): Promise<ApiAnswer> => call('POST', '/scores', body);
  const list = async (path: string): Promise<Score[]> => {
    const { status, body } = await call('GET', path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body.data as Score[];
  };
  const ids = async (path: string): Promise<string[]> => (await list(path)).map(({ id }) => id).sort();
  /** A run with a user, tags and a session. */
  const traceId = 'ab'.repeat(16);
  const sendRun = async (): Promise<void> => {
    const attributes = [
      textAttribute('langfuse.user.id', 'ada'),
      textAttribute('session.id', 'chat-1'),
      { key: 'langfuse.trace.tags', value: { arrayValue: { values: [{ stringValue: 'ci' }, { stringValue: 'x' }] } } },
      textAttribute('langfuse.environment', 'prod'),
    ];
    const { status } = await suite.api.call(
      suite.own.secretKey,
      'POST',
      '/otel/default/v1/traces',
      exportOf(sentSpan({ traceId, spanId: '1'.repeat(16), attributes })),
    );
    if (status !== 200) throw new Error(`no run was sent: ${status}`);
  };

  it('may come before their run, and are joined with it', async () => {
    expect(await create({ id: 's', traceId, name: 'quality', value: 0.9, metadata: { a: 1 } })).toMatchObject({
      status: 200,
      body: { id: 's' },
    });
    const [alone] = await list('/v2/scores');
    expect(alone).toEqual({
      id: 's',
      traceId,
      sessionId: null,
      observationId: null,
      datasetRunId: null,
      name: 'quality',
      source: 'API',
      dataType: 'NUMERIC',
      value: 0.9,
      stringValue: null,
      timestamp: expect.any(String) as string,
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
      authorUserId: null,
      comment: null,
      metadata: { a: 1 },
      configId: null,
      queueId: null,
      environment: 'default',
      trace: null,
    });
    await sendRun();
    const trace = { userId: 'ada', tags: ['ci', 'x'], environment: 'prod', sessionId: 'chat-1' };
    expect(await list('/v2/scores')).toEqual([{ ...alone, environment: 'prod', trace }]);
    const bare = { ...alone, environment: 'prod', trace: undefined };
    expect((await call('GET', '/v2/scores/s')).body).toEqual(bare);
    expect((await call('GET', '/scores/s')).body).toEqual(bare);
    expect(await list('/v2/scores?fields=score')).toEqual([bare]);
  });

  it('come as a list, too, each taken alone and at the time it tells', async () => {
    const timestamp = '2026-01-02T03:04:05.000Z';
    const good = { id: 'a', traceId, name: 'quality', value: 0.5, timestamp };
    const all = [good, { id: 'b', traceId, name: 'mood', value: 'fine', dataType: 'CATEGORICAL' }];
    expect(await call('POST', '/scores', all)).toMatchObject({ status: 202, body: { message: 'Accepted' } });
    expect(
      await call('POST', '/scores', [{ id: 'c', traceId, value: 1 }, 'no score', { ...good, id: 'd' }]),
    ).toMatchObject({
      status: 207,
      body: {
        ...{ accepted: 1, rejected: 2 },
        errors: [
          { message: expect.stringMatching(/^scores\[0\]: .*name/) as string },
          { message: expect.stringMatching(/^scores\[1\]: /) as string },
        ],
      },
    });
    expect(await ids('/v2/scores')).toEqual(['a', 'b', 'd']);
    expect(await call('GET', '/v2/scores/a')).toMatchObject({ body: { value: 0.5, timestamp } });
    expect(await create({ ...good, id: 'e' })).toMatchObject({ status: 200 });
    expect(await call('GET', '/v2/scores/e')).toMatchObject({ body: { timestamp } });
    const tooMany = Array.from({ length: 1_001 }, () => good);
    expect(await call('POST', '/scores', tooMany)).toMatchObject({ status: 413 });
    expect(await call('POST', '/scores', [])).toMatchObject({ status: 202 });
  });

  it('of an id that is there are merged', async () => {
    await create({ id: 's', traceId, name: 'quality', value: 1, comment: 'first', metadata: { a: 1 } });
    await create({ id: 's', traceId: 'other', name: 'quality', value: 2, metadata: { b: 2 } });
    expect((await call('GET', '/v2/scores/s')).body).toMatchObject({
      traceId,
      value: 2,
      comment: 'first',
      metadata: { a: 1, b: 2 },
    });
  });

  it.each<[Body, Body]>([
    [
      { value: 1, dataType: 'BOOLEAN' },
      { value: 1, stringValue: 'True', dataType: 'BOOLEAN' },
    ],
    [
      { value: 0, dataType: 'BOOLEAN' },
      { value: 0, stringValue: 'False', dataType: 'BOOLEAN' },
    ],
    [{ value: 'good' }, { value: 0, stringValue: 'good', dataType: 'CATEGORICAL' }],
    [
      { value: 'why', dataType: 'TEXT' },
      { value: 0, stringValue: 'why', dataType: 'TEXT' },
    ],
    [{ value: 0.25 }, { value: 0.25, stringValue: null, dataType: 'NUMERIC' }],
  ])('of %j have a number that is never null', async (sent, read) => {
    const { body } = await create({ traceId, name: 'quality', ...sent });
    expect((await call('GET', `/v2/scores/${String(body.id)}`)).body).toMatchObject(read);
  });

  it.each<[Body, number, unknown]>([
    [{ value: 2, dataType: 'BOOLEAN' }, 400, [{ path: ['value'], message: 'must be 0, 1, true or false' }]],
    [{ traceId: undefined }, 400, [{ path: ['traceId'], message: 'is required' }]],
    [{ name: undefined }, 400, [{ path: ['name'], message: 'is required' }]],
    [{ source: 'EVAL' }, 400, expect.any(Array)],
    [{ configId: 'nowhere' }, 404, 'LangfuseNotFoundError'],
  ])('%j are refused in Langfuse’s words', async (fields, status, error) => {
    const answer = await create({ traceId, name: 'quality', value: 1, ...fields });
    expect(answer).toMatchObject({ status, body: { message: expect.any(String) as string, error } });
  });

  it('are found by each parameter of the second version, and by its filter', async () => {
    await sendRun();
    const { body: config } = await call('POST', '/score-configs', { name: 'tone', dataType: 'NUMERIC' });
    await create({ id: 'a', traceId, name: 'quality', value: 0.9, environment: 'test', metadata: { by: 'ci' } });
    await create({ id: 'b', traceId, observationId: '1'.repeat(16), name: 'tone', value: 0.1, configId: config.id });
    await create({ id: 'c', sessionId: 'chat-1', name: 'mood', value: 'good', source: 'ANNOTATION', queueId: 'q' });
    await create({ id: 'd', datasetRunId: 'run-1', name: 'quality', value: 1, dataType: 'BOOLEAN' });
    await create({ id: 'e', traceId: 'unknown', name: 'note', value: 'long', dataType: 'TEXT' });
    const filter = (...conditions: object[]): string => `filter=${encodeURIComponent(JSON.stringify(conditions))}`;
    const metadata = { type: 'stringObject', column: 'metadata', key: 'by', operator: '=', value: 'ci' };
    for (const [query, found] of [
      ['', 'abcde'],
      ['userId=ada', 'ab'],
      ['name=quality', 'ad'],
      ['environment=test', 'a'],
      ['environment=test&environment=prod', 'ab'],
      ['source=ANNOTATION', 'c'],
      ['operator=%3E%3D&value=0.9', 'ad'],
      ['operator=%3C&value=0.9', 'b'],
      ['operator=!%3D&value=0.1', 'acde'],
      ['value=0.1', 'b'],
      ['scoreIds=a,c', 'ac'],
      [`configId=${String(config.id)}`, 'b'],
      ['queueId=q', 'c'],
      ['sessionId=chat-1', 'c'],
      ['datasetRunId=run-1', 'd'],
      [`traceId=${traceId}`, 'ab'],
      [`observationId=${'1'.repeat(16)},x`, 'b'],
      ['dataType=BOOLEAN', 'd'],
      ['traceTags=ci&traceTags=x', 'ab'],
      ['traceTags=ci,y', ''],
      ['fromTimestamp=2020-01-01T00:00:00Z', 'abcde'],
      ['toTimestamp=2020-01-01T00:00:00Z', ''],
      [filter(metadata), 'a'],
      [`name=tone&${filter({ type: 'string', column: 'name', operator: 'contains', value: 'oo' })}`, 'c'],
      [filter({ type: 'number', column: 'value', operator: '<', value: 0.5 }), 'b'],
      [filter({ type: 'stringOptions', column: 'source', operator: 'any of', value: ['ANNOTATION'] }), 'c'],
      [filter({ type: 'arrayOptions', column: 'tags', operator: 'all of', value: ['ci'] }), 'ab'],
    ] as const)
      expect({ [query]: (await ids(`/v2/scores?${query}`)).join('') }).toEqual({ [query]: found });
    expect(await ids('/scores')).toEqual(['a', 'b']);
    expect((await call('GET', '/scores/c')).status).toBe(404);
    expect((await call('GET', '/v2/scores?limit=2&page=3')).body).toMatchObject({
      data: [{ id: 'a' }],
      meta: { page: 3, limit: 2, totalItems: 5, totalPages: 3 },
    });
    for (const query of [
      'fields=score&userId=ada',
      'fields=other',
      'fromTimestamp=soon',
      'operator=like',
      filter({ ...metadata, column: 'none' }),
      'limit=0',
      'page=0',
    ])
      expect((await call('GET', `/v2/scores?${query}`)).status).toBe(400);
  });

  it('have a value of their type in the third version, groups and a cursor', async () => {
    await create({ id: 'a', traceId, name: 'n', value: 0.5, comment: 'why' });
    await create({ id: 'b', traceId, observationId: 'o', name: 'b', value: 1, dataType: 'BOOLEAN' });
    await create({ id: 'c', sessionId: 's', name: 'c', value: 'good' });
    await create({ id: 'd', datasetRunId: 'r', name: 'd', value: 'long', dataType: 'TEXT' });
    const core = { id: 'a', projectId: suite.own.projectId, name: 'n', value: 0.5, dataType: 'NUMERIC', source: 'API' };
    const [numeric] = await list('/v3/scores?id=a');
    expect(numeric).toEqual({
      ...core,
      timestamp: expect.any(String) as string,
      environment: 'default',
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
    });
    const all = await list('/v3/scores?fields=details,subject,annotation');
    expect(all.map(({ value, subject, comment, queueId }) => ({ value, subject, comment, queueId }))).toEqual([
      { value: 'long', subject: { kind: 'experiment', id: 'r' }, comment: null, queueId: null },
      { value: 'good', subject: { kind: 'session', id: 's' }, comment: null, queueId: null },
      { value: true, subject: { kind: 'observation', id: 'o', traceId }, comment: null, queueId: null },
      { value: 0.5, subject: { kind: 'trace', id: traceId }, comment: 'why', queueId: null },
    ]);
    const first = await call('GET', '/v3/scores?limit=3');
    const { cursor } = first.body.meta as { cursor: string };
    const last = await call('GET', `/v3/scores?limit=3&cursor=${cursor}`);
    expect(last.body).toEqual({ data: [numeric], meta: { limit: 3 } });
    for (const [query, found] of [
      ['dataType=numeric&value=0.5,2', 'a'],
      ['dataType=BOOLEAN&value=true', 'b'],
      ['dataType=BOOLEAN&value=false', ''],
      ['dataType=CATEGORICAL&value=good,bad', 'c'],
      ['dataType=NUMERIC&valueMin=0.5&valueMax=0.6', 'a'],
      ['dataType=text,boolean', 'bd'],
      [`traceId=${traceId},other`, 'ab'],
      [`traceId=${traceId}&observationId=o`, 'b'],
      ['sessionId=s', 'c'],
      ['experimentId=r', 'd'],
      ['source=api&name=n,c', 'ac'],
    ] as const)
      expect({ [query]: (await ids(`/v3/scores?${query}`)).join('') }).toEqual({ [query]: found });
    for (const query of [
      'fields=trace',
      'value=1',
      'dataType=TEXT&value=x',
      'dataType=BOOLEAN&value=1',
      'dataType=BOOLEAN&valueMin=1',
      'observationId=o',
      'traceId=a&sessionId=b',
      'source=me',
      'cursor=bad',
      `cursor=${cursor}&name=n`,
    ])
      expect({ [query]: (await call('GET', `/v3/scores?${query}`)).status }).toEqual({ [query]: 400 });
  });

  it('are deleted', async () => {
    await create({ id: 's', traceId, name: 'quality', value: 1 });
    expect((await call('DELETE', '/scores/s')).status).toBe(202);
    expect(await list('/v2/scores')).toEqual([]);
    expect((await call('DELETE', '/scores/s')).status).toBe(404);
  });

  it('of the server itself are not taken over', async () => {
    const evaluated = [
      textAttribute('gen_ai.evaluation.name', 'relevance'),
      { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 0.5 } },
    ];
    const span = sentSpan({ traceId, spanId: '2'.repeat(16), attributes: evaluated });
    await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(span));
    const [found] = await list('/v2/scores');
    expect(found).toMatchObject({ source: 'EVAL', value: 0.5 });
    const { status, body } = await create({ id: found!.id, traceId, name: 'relevance', value: 1 });
    expect({ status, error: body.error }).toEqual({ status: 409, error: 'LangfuseConflictError' });
    expect(await list('/v2/scores')).toEqual([found]);
  });

  describe('with a config', () => {
    const configOf = async (fields: Body): Promise<string> => {
      const { status, body } = await call('POST', '/score-configs', { name: 'tone', ...fields });
      if (status !== 200) throw new Error(`no config: ${JSON.stringify(body)}`);
      return body.id as string;
    };

    it('fit its name, range and categories, and take its type', async () => {
      const numeric = await configOf({ dataType: 'NUMERIC', minValue: 0, maxValue: 1 });
      const named = await configOf({ dataType: 'CATEGORICAL', categories: [{ label: 'good', value: 3 }] });
      const truth = await configOf({ dataType: 'BOOLEAN' });
      const sent = (configId: string, fields: Body) => create({ traceId, name: 'tone', configId, ...fields });
      const read = async (answer: ApiAnswer) => (await call('GET', `/v2/scores/${String(answer.body.id)}`)).body;
      expect(await read(await sent(named, { value: 'good' }))).toMatchObject({ value: 3, stringValue: 'good' });
      expect(await read(await sent(truth, { value: 1 }))).toMatchObject({ dataType: 'BOOLEAN', stringValue: 'True' });
      expect(await read(await sent(numeric, { value: 1 }))).toMatchObject({ configId: numeric, value: 1 });
      for (const [id, fields] of [
        [numeric, { value: 1.1 }],
        [numeric, { value: 1, name: 'other' }],
        [numeric, { value: 'x' }],
        [numeric, { value: 1, dataType: 'BOOLEAN' }],
        [named, { value: 'bad' }],
        [truth, { value: 2 }],
      ] as const)
        expect({ ...fields, status: (await sent(id, fields)).status }).toEqual({ ...fields, status: 400 });
    });

    it('are refused once it is archived, and its changes are those of PATCH', async () => {
      const id = await configOf({ dataType: 'NUMERIC', minValue: 0, description: 'how it sounds' });
      await sendRun();
      const old = await create({ traceId, name: 'tone', value: 1, configId: id });
      const { body } = await call('PATCH', `/score-configs/${id}`, { isArchived: true, minValue: null });
      expect(body).toEqual({
        id,
        name: 'tone',
        createdAt: expect.any(String) as string,
        updatedAt: expect.any(String) as string,
        projectId: suite.own.projectId,
        dataType: 'NUMERIC',
        isArchived: true,
        minValue: null,
        maxValue: null,
        categories: null,
        description: 'how it sounds',
      });
      expect((await call('GET', `/score-configs/${id}`)).body).toEqual(body);
      expect((await call('GET', '/score-configs?limit=1')).body).toEqual({
        data: [body],
        meta: { page: 1, limit: 1, totalItems: 1, totalPages: 1 },
      });
      expect((await create({ traceId, name: 'tone', value: 1, configId: id })).status).toBe(400);
      const v1 = `/v1/scores/${String(old.body.id)}`;
      const patch = (fields: Body) => suite.api.call(suite.own.secretKey, 'PATCH', v1, fields);
      expect((await patch({ comment: 'later' })).status).toBe(200);
      expect((await patch({ value: 2 })).status).toBe(200);
      expect((await patch({ value: 'x', dataType: 'CATEGORICAL' })).status).toBe(400);
      expect((await call('PATCH', '/score-configs/nowhere', { name: 'x' })).status).toBe(404);
      expect((await call('PATCH', `/score-configs/${id}`, { name: 'a/b' })).status).toBe(400);
      expect((await call('POST', '/score-configs', { name: 'x', dataType: 'CATEGORICAL' })).status).toBe(400);
    });
  });
});
