import { evaluatorTypes } from '@debrief/evaluation';
import { createWorkspaceFixture } from '../../factories/workspace';
import { usePlatform } from './platform-suite';

const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

describe('/v1/evaluators', () => {
  const suite = usePlatform();
  const v1 = (method: string, path = '', body?: unknown) => suite.call(method, `/v1/evaluators${path}`, body);
  const create = async (fields: object = {}) =>
    v1('POST', '', { name: 'no apology', type: 'contains', config: { needles: ['sorry'], negate: true }, ...fields });
  const made = async (fields: object = {}): Promise<string> => {
    const { status, body } = await create(fields);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id as string;
  };

  it('tells an evaluator at the top', async () => {
    const { status, body } = await create({ targetFilter: { tags: ['eu'] }, samplingRate: 0.5, failBelow: 1 });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      projectId: suite.own.projectId,
      name: 'no apology',
      description: null,
      version: 1,
      type: 'contains',
      scoreName: 'no apology',
      scoreDataType: 'BOOLEAN',
      scoreCategories: null,
      config: { needles: ['sorry'], negate: true },
      promptTemplate: null,
      variables: null,
      targetFilter: { names: [], models: [], tags: ['eu'], environments: [], observationTypes: [] },
      samplingRate: 0.5,
      enabled: true,
      failBelow: 1,
      templateId: null,
      createdAt: moment,
      updatedAt: moment,
    });
    expect(await v1('GET', `/${String(body.id)}`)).toMatchObject({ status: 200, body });
    expect((await suite.call('GET', `/api/v1/evaluators/${String(body.id)}`)).body).toEqual(body);
  });

  it.each([
    ['EXACT_MATCH', { expected: 'a' }, 'exact_match'],
    ['SIMILARITY', { expected: 'a' }, 'levenshtein'],
    ['rule', { kind: 'regex', pattern: 'a+' }, 'regex'],
    ['RULE_BASED', { kind: 'JSON_SCHEMA', schema: { type: 'object' } }, 'json_schema'],
    ['CUSTOM', { kind: 'numeric_tolerance', expected: 1 }, 'numeric_tolerance'],
    ['detector', { labels: ['tool_error'] }, 'detector'],
  ])('takes %s %j', async (type, config, stored) =>
    expect((await create({ type, config })).body).toMatchObject({ type: stored, config }),
  );

  it.each(['LLM_AS_JUDGE', 'llm', 'llm_judge'])('takes %s although there is no key', async (type) =>
    expect((await create({ type, config: {}, promptTemplate: 'Judge {{output}}' })).body).toMatchObject({
      type: 'llm_judge',
      scoreDataType: 'NUMERIC',
    }),
  );

  it.each<[object, string, string]>([
    [{ name: undefined }, 'name', "The 'name' field is required"],
    [{ type: undefined }, 'type', "The 'type' field is required"],
    [{ type: 'HUMAN' }, 'type', 'annotation queues'],
    [{ type: 'rule' }, 'config.kind', 'must be one of'],
    [{ type: 'regex', config: { pattern: '(?=a)' } }, 'config.pattern', 'RE2'],
    [{ config: {} }, 'config.needles', 'is required'],
    [{ config: 'needles' }, 'config', 'must be an object'],
    [{ samplingRate: 1.5 }, 'samplingRate', 'at most 1'],
    [{ templateId: 'no_such' }, 'templateId', 'names no template'],
    [{ targetFilter: { observationTypes: ['thought'] } }, 'targetFilter.observationTypes', 'must hold only'],
  ])('refuses %j', async (fields, field, problem) => {
    const { status, body } = await create(fields);
    expect([status, body]).toMatchObject([
      400,
      { error: { code: 'invalid_request', message: expect.stringContaining(problem), details: { field } } },
    ]);
  });

  it('has a template for each type, from which an evaluator is made', async () => {
    const { data } = await suite.read('/v1/evaluators/templates');
    expect((data as { type: string }[]).map(({ type }) => type)).toEqual(evaluatorTypes);
    for (const { id, type } of data as { id: string; type: string }[])
      expect(await v1('POST', '', { name: id, templateId: id })).toMatchObject({
        status: 201,
        body: { templateId: id, type, scoreName: id },
      });
    const { body } = await v1('POST', '', { name: 'digits', templateId: 'regex', config: { pattern: '^\\d$' } });
    expect(body.config).toEqual({ pattern: '^\\d$' });
  });

  it('keeps names unique in a project', async () => {
    const id = await made();
    const taken = { status: 409, body: { error: { code: 'conflict' } } };
    expect(await create()).toMatchObject(taken);
    const other = await made({ name: 'other' });
    expect(await v1('PATCH', `/${other}`, { name: 'no apology' })).toMatchObject(taken);
    expect((await v1('PATCH', `/${id}`, { name: 'no apology' })).status).toBe(200);
  });

  it('changes what is sent; what decides a score is a new version', async () => {
    const id = await made({ description: 'd', failBelow: 1, targetFilter: { tags: ['eu'] } });
    const patch = async (body: object) => (await v1('PATCH', `/${id}`, body)).body;
    expect(await patch({ enabled: false, samplingRate: 0.1 })).toMatchObject({ version: 1, enabled: false });
    expect(await patch({ config: { needles: ['sorry'], negate: true } })).toMatchObject({ version: 1 });
    expect(await patch({ config: { needles: ['pardon'] } })).toMatchObject({
      version: 2,
      config: { needles: ['pardon'] },
      failBelow: 1,
      samplingRate: 0.1,
    });
    expect(await patch({ failBelow: null, description: null, targetFilter: null, samplingRate: null })).toMatchObject({
      version: 3,
      failBelow: null,
      description: null,
      samplingRate: 1,
      targetFilter: { tags: [] },
    });
    expect((await v1('PATCH', `/${id}`, { config: { needles: [] } })).status).toBe(400);
    expect((await v1('GET', `/${id}`)).body).toMatchObject({ version: 3 });
  });

  it('lists them newest first, page by page, and by type, name and state', async () => {
    for (const name of ['a', 'b', 'c']) await made({ name, enabled: name !== 'b' });
    await made({ name: 'd', type: 'regex', config: { pattern: 'a' } });
    const names = async (query: string): Promise<unknown[]> =>
      ((await suite.read(`/v1/evaluators${query}`)).data as { name: string }[]).map(({ name }) => name);
    expect(await names('')).toEqual(['d', 'c', 'b', 'a']);
    expect(await names('?type=Contains')).toEqual(['c', 'b', 'a']);
    expect(await names('?name=b')).toEqual(['b']);
    expect(await names('?enabled=false')).toEqual(['b']);
    const first = await suite.read('/v1/evaluators?limit=3');
    expect(first.meta).toEqual({ totalCount: 4, hasMore: true, nextCursor: expect.any(String) });
    const { nextCursor } = first.meta as { nextCursor: string };
    expect(await names(`?limit=3&cursor=${nextCursor}`)).toEqual(['a']);
    for (const query of [
      `?cursor=${nextCursor}&type=contains`,
      '?cursor=eyJpZCI6IjEyMzQifQ==',
      '?limit=0',
      '?limit=1001',
      '?type=guess',
    ])
      expect(await suite.call('GET', `/v1/evaluators${query}`)).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_request' } },
      });
  });

  it('is gone when it is deleted', async () => {
    const id = await made();
    expect((await v1('DELETE', `/${id}`)).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE']) expect((await v1(method, `/${id}`)).status).toBe(404);
    expect((await create()).status).toBe(201);
  });

  it.each<[object, number]>([
    [{}, 400],
    [{ traceId: 'a', datasetRunId: 'b' }, 400],
    [{ observationId: 'a' }, 400],
    [{ traceId: 'unknown' }, 404],
    [{ datasetRunId: 'unknown' }, 404],
  ])('refuses to look at %j: %s', async (body, status) =>
    expect((await v1('POST', `/${await made()}/execute`, body)).status).toBe(status),
  );

  it('says that a job waits, and where it is found', async () => {
    await suite.call('POST', '/api/traces', { id: 'run-1' });
    const id = await made();
    const { status, body } = await v1('POST', `/${id}/execute`, { traceId: 'run-1' });
    expect([status, body]).toEqual([
      202,
      { jobId: expect.any(String), status: 'pending', message: expect.any(String) },
    ]);
    expect(await suite.read(`/v1/evaluators/jobs/${String(body.jobId)}`)).toEqual({
      id: body.jobId,
      projectId: suite.own.projectId,
      evaluatorId: id,
      evaluatorVersion: 1,
      traceId: 'run-1',
      observationId: null,
      datasetRunId: null,
      status: 'pending',
      result: null,
      error: null,
      attempts: 0,
      model: null,
      tokens: { input: 0, output: 0, total: 0 },
      cost: null,
      createdAt: moment,
      startedAt: null,
      finishedAt: null,
    });
    expect((await v1('POST', `/${id}/execute`, { traceId: 'run-1', observationId: 'none' })).status).toBe(404);
    expect((await v1('GET', '/jobs/none')).status).toBe(404);
  });

  it('of a project is of no other', async () => {
    const id = await made();
    const other = await createWorkspaceFixture(suite.database);
    for (const [method, path] of [
      ['GET', `/v1/evaluators/${id}`],
      ['PATCH', `/v1/evaluators/${id}`],
      ['DELETE', `/v1/evaluators/${id}`],
      ['POST', `/v1/evaluators/${id}/execute`],
    ] as const)
      expect(
        (await suite.api.call(other.secretKey, method, path, method === 'GET' ? undefined : { traceId: 'a' })).status,
      ).toBe(404);
    expect((await create({ name: 'x', projectId: other.projectId })).status).toBe(404);
  });
});
