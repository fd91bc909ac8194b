import type { ApiAnswer } from '../../factories/api-server';
import { makeEvent } from '../../factories/event';
import { useOtel } from '../../medium/otel/otel-suite';

type Body = Readonly<Record<string, unknown>>;
type Score = Body & { readonly id: string };

describe('scores of /v1', () => {
  const suite = useOtel();
  const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer> =>
    suite.api.call(suite.own.secretKey, method, path, body, headers);
  const create = (body: Body): Promise<ApiAnswer> => call('POST', '/v1/scores', body);
  const run = async (): Promise<string> => (await suite.insert()).externalId;
  const list = async (query = ''): Promise<Score[]> => (await call('GET', `/v1/scores${query}`)).body.data as Score[];

  it('are created as the page of AgentTrace does it, and read back', async () => {
    const traceId = await run();
    const { status, body } = await create({ traceId, name: 'quality', value: 0.95, comment: 'High-quality review' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String) as string,
      projectId: suite.own.projectId,
      traceId,
      sessionId: null,
      observationId: null,
      datasetRunId: null,
      name: 'quality',
      value: 0.95,
      stringValue: null,
      dataType: 'NUMERIC',
      source: 'API',
      comment: 'High-quality review',
      configId: null,
      metadata: null,
      environment: expect.any(String) as string,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      updatedAt: expect.any(String) as string,
    });
    expect((await call('GET', `/v1/scores/${String(body.id)}`)).body).toEqual(body);
    expect((await call('GET', `/api/v1/scores/${String(body.id)}`)).body).toEqual(body);
    const ofTrace = await call('GET', `/v1/traces/${traceId}/scores`);
    expect(ofTrace.body).toEqual({ data: [body], meta: { totalCount: 1, hasMore: false, nextCursor: null } });
  });

  it.each<[string, Body, number, string, string | undefined]>([
    ['no target', { traceId: undefined }, 400, 'invalid_request', 'traceId'],
    ['no name', { name: undefined }, 400, 'invalid_request', 'name'],
    ['no value', { value: undefined }, 400, 'invalid_request', 'value'],
    ['a type that does not fit', { value: 'x', dataType: 'NUMERIC' }, 400, 'invalid_request', 'value'],
    ['the source of the server', { source: 'EVAL' }, 400, 'invalid_request', 'source'],
    ['a text that is too long', { value: 'x'.repeat(501), dataType: 'TEXT' }, 400, 'invalid_request', 'value'],
    [
      'an observation of no run',
      { traceId: undefined, sessionId: 's', observationId: 'o' },
      400,
      'invalid_request',
      'traceId',
    ],
    ['an unknown run', { traceId: 'nowhere' }, 404, 'not_found', undefined],
    ['an unknown observation', { observationId: 'nowhere' }, 404, 'not_found', undefined],
    ['an unknown session', { sessionId: 'nowhere' }, 404, 'not_found', undefined],
    ['an unknown run over a dataset', { datasetRunId: 'nowhere' }, 404, 'not_found', undefined],
    ['an unknown config', { configId: 'nowhere' }, 404, 'not_found', undefined],
    ['a project that is another', { projectId: '01979f5e-2c00-7000-8000-000000000002' }, 404, 'not_found', undefined],
  ])('with %s are refused', async (_what, fields, status, code, field) => {
    const answer = await create({ traceId: await run(), name: 'quality', value: 1, ...fields });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status,
      body: {
        error: {
          code,
          message: expect.any(String) as string,
          details: field === undefined ? {} : { field },
        },
      },
    });
    expect(await list()).toEqual([]);
  });

  it('say which field is missing in the words of the page', async () => {
    const { body } = await create({ name: 'quality', value: 1 });
    expect(body).toEqual({
      error: { code: 'invalid_request', message: "The 'traceId' field is required", details: { field: 'traceId' } },
    });
  });

  it('of an id that is there: the same again is 200, another is 409', async () => {
    const sent = { id: 'mine/1', traceId: await run(), name: 'quality', value: 1, metadata: { b: 1, a: 2 } };
    expect((await create(sent)).status).toBe(201);
    expect((await create({ ...sent, metadata: { a: 2, b: 1 } })).status).toBe(200);
    expect((await create({ ...sent, value: 2 })).status).toBe(409);
    expect((await call('GET', `/v1/scores/${encodeURIComponent(sent.id)}`)).body).toMatchObject({ value: 1 });
  });

  it('with an Idempotency-Key are one', async () => {
    const sent = { traceId: await run(), name: 'quality', value: 1 };
    const headers = { 'idempotency-key': 'once' };
    const first = await call('POST', '/v1/scores', sent, headers);
    const again = await call('POST', '/v1/scores', sent, headers);
    expect(again.body).toEqual(first.body);
    expect(await list()).toHaveLength(1);
  });

  it.each(['PATCH', 'PUT'])('are changed by %s: absent stays, null clears, metadata merges', async (method) => {
    const { body } = await create({
      traceId: await run(),
      name: 'quality',
      value: 1,
      dataType: 'BOOLEAN',
      comment: 'why',
      metadata: { a: 1, b: 2 },
    });
    const path = `/v1/scores/${String(body.id)}`;
    const { status, body: changed } = await call(method, path, {
      value: 0,
      comment: null,
      metadata: { b: null, c: 3 },
    });
    expect(status).toBe(200);
    expect(changed).toEqual({
      ...body,
      value: 0,
      stringValue: 'False',
      comment: null,
      metadata: { a: 1, c: 3 },
      updatedAt: expect.any(String) as string,
    });
    expect((await call(method, path, { ...changed, value: 1, stringValue: 'True' })).body).toMatchObject({ value: 1 });
    expect((await call(method, path, { value: null })).status).toBe(400);
    expect((await call(method, path, { traceId: 'other' })).status).toBe(400);
    expect((await call(method, '/v1/scores/nowhere', { value: 1 })).status).toBe(404);
  });

  it('are deleted by an owner or a key of scope write', async () => {
    const { body } = await create({ traceId: await run(), name: 'quality', value: 1 });
    expect((await call('DELETE', `/v1/scores/${String(body.id)}`)).status).toBe(204);
    expect((await call('DELETE', `/v1/scores/${String(body.id)}`)).status).toBe(404);
    expect(await list()).toEqual([]);
  });

  it('come in batches, each alone', async () => {
    const traceId = await run();
    const item = (value: unknown) => ({ traceId, name: 'quality', value });
    const good = await call('POST', '/v1/scores/batch', { scores: [item(1), item('good')] });
    expect(good).toMatchObject({ status: 201, body: { data: [{ value: 1 }, { stringValue: 'good' }], errors: [] } });
    const mixed = await call('POST', '/v1/scores/batch', {
      scores: [item(2), { ...item(3), traceId: 'nowhere' }, 7, { ...item(4), name: undefined }],
    });
    expect(mixed.status).toBe(207);
    expect(mixed.body).toMatchObject({
      data: [{ value: 2 }],
      errors: [
        { index: 1, code: 'not_found', message: 'trace nowhere not found' },
        { index: 2, code: 'invalid_request' },
        { index: 3, code: 'invalid_request', message: "The 'name' field is required" },
      ],
    });
    const many = Array.from({ length: 1_001 }, () => item(1));
    expect((await call('POST', '/v1/scores/batch', { scores: many })).status).toBe(413);
    expect((await call('POST', '/v1/scores/batch', { scores: many.slice(1) })).status).toBe(201);
    expect((await call('GET', '/v1/scores?limit=1')).body.meta).toMatchObject({ totalCount: 1_003 });
  });

  it('are listed newest first, by pages and filters', async () => {
    const [traceId, other] = [await run(), await run()];
    for (const [index, fields] of [
      { traceId, name: 'a', value: 1 },
      { traceId, name: 'b', value: 'x' },
      { traceId: other, name: 'a', value: true },
    ].entries())
      await create({ id: `s${index}`, ...fields });
    const ids = (found: Score[]): string[] => found.map(({ id }) => id);
    expect(ids(await list())).toEqual(['s2', 's1', 's0']);
    expect(ids(await list('?name=a'))).toEqual(['s2', 's0']);
    expect(ids(await list(`?traceId=${traceId}&dataType=categorical`))).toEqual(['s1']);
    expect(ids(await list('?toTimestamp=2020-01-01'))).toEqual([]);
    expect(ids(await list('?fromTimestamp=2020-01-01T00:00:00Z&source=API'))).toEqual(['s2', 's1', 's0']);
    const first = await call('GET', '/v1/scores?limit=2');
    expect(first.body.meta).toEqual({ totalCount: 3, hasMore: true, nextCursor: expect.any(String) as string });
    const { nextCursor } = first.body.meta as { nextCursor: string };
    expect(ids(await list(`?limit=2&cursor=${nextCursor}`))).toEqual(['s0']);
    for (const query of [`cursor=${nextCursor}&name=a`, 'cursor=bad', 'limit=0', 'limit=1001', 'fromTimestamp=soon'])
      expect((await call('GET', `/v1/scores?${query}`)).status).toBe(400);
    for (const field of ['source', 'dataType'])
      expect(await call('GET', `/v1/scores?${field}=none`)).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('must be one of') as string, details: { field } } },
      });
  });

  it('have exact figures', async () => {
    const traceId = await run();
    for (const value of [4, 1, 3, 10]) await create({ traceId, name: 'n', value });
    await create({ traceId, name: 'n', value: 'no number' });
    await create({ traceId, name: 'other', value: 100 });
    const { body } = await call('GET', '/v1/scores/stats?name=n');
    expect(body).toEqual({ name: 'n', count: 5, avgValue: 4.5, minValue: 1, maxValue: 10, medianValue: 3.5 });
    expect((await call('GET', '/v1/scores/stats?name=none')).body).toMatchObject({ count: 0, medianValue: null });
    expect((await call('GET', '/v1/scores/stats')).status).toBe(400);
  });

  it('are what people say, by /v1/feedback', async () => {
    const traceId = await run();
    const token = await suite.api.tokenOf(suite.own.userId, suite.own.email);
    const { status, body } = await suite.api.call(token, 'POST', '/v1/feedback', {
      traceId,
      name: 'thumbs',
      value: true,
    });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { source: 'ANNOTATION', value: 1, stringValue: 'True' },
    });
    const { rows } = await suite.admin.query(
      `select action, target_id from debrief.audit_log where workspace_id = $1 and action like 'score.%'`,
      [suite.own.workspaceId],
    );
    expect(rows).toEqual([{ action: 'score.create', target_id: body.id }]);
    const read = await call('GET', `/api/public/v2/scores/${String(body.id)}`);
    expect(read.body).toMatchObject({ authorUserId: suite.own.userId });
  });

  it('are what native score events say', async () => {
    const id = 'sess_native';
    await call('POST', '/api/traces', { id });
    const said = makeEvent(id, 0, {
      type: 'score',
      payload: { name: 'confirm', value: true, comment: 'yes', source: 'user' },
    });
    await call('POST', `/api/traces/${id}/events`, said);
    await call('POST', `/api/traces/${id}/events`, said);
    expect(await list()).toEqual([
      expect.objectContaining({
        traceId: id,
        name: 'confirm',
        value: 1,
        dataType: 'BOOLEAN',
        source: 'API',
        comment: 'yes',
        metadata: { source: 'user' },
      }),
    ]);
    expect(
      (await create({ traceId: id, observationId: `${await internalIdOf(id)}:0`, name: 'x', value: 1 })).status,
    ).toBe(201);
    expect((await create({ sessionId: id, name: 'x', value: 1 })).status).toBe(201);
  });

  const internalIdOf = async (externalId: string): Promise<string> =>
    (await suite.admin.query(`select id from debrief.trace where external_id = $1`, [externalId])).rows[0].id;
});
