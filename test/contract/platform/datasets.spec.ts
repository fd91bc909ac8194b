import { useDatasets } from './datasets-suite';

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('/v1/datasets', () => {
  const suite = useDatasets();

  it('keeps a dataset with its items, by id and by name, under both bases', async () => {
    const sent = { name: 'refunds/2026', description: 'Asked often', metadata: { team: 'support' } };
    const dataset = await suite.expect(201, 'POST', '/v1/datasets', sent);
    expect(dataset).toEqual({
      ...sent,
      id: expect.any(String),
      projectId: suite.own.projectId,
      inputSchema: null,
      expectedOutputSchema: null,
      itemCount: 0,
      runCount: 0,
      createdAt: expect.stringMatching(moment),
      updatedAt: expect.stringMatching(moment),
    });
    const item = await suite.expect(201, 'POST', `/v1/datasets/${dataset.id}/items`, {
      input: { question: 'Where is it?', order: 9_007_199_254_740_993n.toString() },
      expectedOutput: 'Here.',
      metadata: { locale: 'en' },
    });
    expect(item).toMatchObject({
      status: 'ACTIVE',
      input: { question: 'Where is it?', order: '9007199254740993' },
      expectedOutput: 'Here.',
      datasetId: dataset.id,
      datasetName: 'refunds/2026',
      sourceTraceId: null,
      incidentIds: [],
    });
    const byName = await suite.expect(200, 'GET', '/api/v1/datasets/refunds%2F2026');
    expect(byName).toEqual({ ...dataset, itemCount: 1 });
    expect(await suite.expect(200, 'GET', `/v1/datasets/refunds%2F2026/items/${item.id}`)).toEqual(item);
    expect(await suite.expect(200, 'GET', '/v1/datasets')).toEqual({
      data: [byName],
      meta: { totalCount: 1, hasMore: false, nextCursor: null },
    });
  });

  it('refuses a name that is taken, and gives the same dataset for the same id and content', async () => {
    const sent = { id: 'mine', name: 'refunds', metadata: { a: 1, b: [2] } };
    const first = await suite.expect(201, 'POST', '/v1/datasets', sent);
    expect(first.id).toBe('mine');
    const again = { ...sent, metadata: { b: [2.0], a: 1 } };
    expect(await suite.expect(200, 'POST', '/v1/datasets', again)).toEqual(first);
    for (const other of [{ name: 'refunds' }, { ...sent, description: 'x' }, { id: 'mine', name: 'other' }]) {
      const { error } = await suite.expect(409, 'POST', '/v1/datasets', other);
      expect(error.code).toBe('conflict');
    }
    const { error } = await suite.expect(400, 'POST', '/v1/datasets', { description: 'no name' });
    expect(error).toEqual({
      code: 'invalid_request',
      message: "The 'name' field is required",
      details: { field: 'name' },
    });
  });

  it('changes what is sent, clears what is null and merges metadata', async () => {
    const { id } = await suite.expect(201, 'POST', '/v1/datasets', {
      name: 'a',
      description: 'old',
      metadata: { x: 1, y: 2 },
    });
    const changed = await suite.expect(200, 'PATCH', `/v1/datasets/${id}`, {
      name: 'b',
      description: null,
      metadata: { y: null, z: 3 },
    });
    expect(changed).toMatchObject({ id, name: 'b', description: null, metadata: { x: 1, z: 3 } });
    await suite.expect(404, 'GET', '/v1/datasets/a');
    await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    await suite.expect(409, 'PATCH', `/v1/datasets/${id}`, { name: 'a' });
    expect(await suite.expect(200, 'DELETE', '/v1/datasets/b')).toEqual({ success: true });
    await suite.expect(404, 'GET', `/v1/datasets/${id}`);
  });

  it('checks items against the schemas, of each draft, before and after', async () => {
    const schemas = {
      inputSchema: { type: 'object', required: ['q'], properties: { q: { type: 'string' } } },
      expectedOutputSchema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' },
    };
    const { id } = await suite.expect(201, 'POST', '/v1/datasets', { name: 'a', ...schemas });
    const items = `/v1/datasets/${id}/items`;
    const { error } = await suite.expect(400, 'POST', items, { input: { q: 1 } });
    expect(error.details.field).toBe('input');
    await suite.expect(400, 'POST', items, { input: { q: 'x' }, expectedOutput: 1 });
    const item = await suite.expect(201, 'POST', items, { input: { q: 'x' } });
    await suite.expect(400, 'PATCH', `${items}/${item.id}`, { expectedOutput: 1 });
    await suite.expect(400, 'PATCH', `/v1/datasets/${id}`, { inputSchema: { required: ['other'] } });
    await suite.expect(200, 'PATCH', `${items}/${item.id}`, { status: 'ARCHIVED' });
    await suite.expect(200, 'PATCH', `/v1/datasets/${id}`, { inputSchema: { required: ['other'] } });
    await suite.expect(200, 'PATCH', `/v1/datasets/${id}`, { inputSchema: null });
    await suite.expect(201, 'POST', items, { input: 5, expectedOutput: 'x' });
    for (const inputSchema of [{ type: 'nothing' }, { $ref: 'http://127.0.0.1:1/schema.json' }])
      await suite.expect(400, 'POST', '/v1/datasets', { name: 'b', inputSchema });
  });

  it('pages through items, newest first, and refuses cursors of other lists', async () => {
    const { id } = await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    const items = Array.from({ length: 5 }, (_, index) => ({ input: index }));
    const made = await suite.expect(201, 'POST', `/v1/datasets/${id}/items/batch`, { items });
    expect(made.errors).toEqual([]);
    const first = await suite.expect(200, 'GET', `/v1/datasets/${id}/items?limit=2`);
    expect(first.data.map(({ input }: { input: number }) => input)).toEqual([4, 3]);
    expect(first.meta).toEqual({ totalCount: 5, hasMore: true, nextCursor: expect.any(String) });
    const rest = await suite.expect(200, 'GET', `/v1/datasets/${id}/items?limit=1000&cursor=${first.meta.nextCursor}`);
    expect(rest.data.map(({ input }: { input: number }) => input)).toEqual([2, 1, 0]);
    expect(rest.meta).toEqual({ totalCount: 5, hasMore: false, nextCursor: null });
    await suite.expect(400, 'GET', `/v1/datasets/${id}/items?status=ACTIVE&cursor=${first.meta.nextCursor}`);
    await suite.expect(400, 'GET', `/v1/datasets?cursor=${first.meta.nextCursor}`);
    await suite.expect(400, 'GET', `/v1/datasets/${id}/items?limit=1001`);
    await suite.expect(200, 'PATCH', `/v1/datasets/${id}/items/${made.data[0].id}`, { status: 'ARCHIVED' });
    const archived = await suite.expect(200, 'GET', `/v1/datasets/${id}/items?status=ARCHIVED`);
    expect(archived.data.map(({ input }: { input: number }) => input)).toEqual([0]);
    expect(archived.meta.totalCount).toBe(1);
  });

  it('takes the good items of a batch and names the others by their place', async () => {
    const { id } = await suite.expect(201, 'POST', '/v1/datasets', { name: 'a', inputSchema: { type: 'number' } });
    const items = [{ id: 'one', input: 1 }, 'text', { input: 'x' }, { id: 'one', input: 1 }, { id: 'one', input: 2 }];
    const { data, errors } = await suite.expect(207, 'POST', `/v1/datasets/${id}/items/batch`, { items });
    expect(data.map(({ id: made, input }: { id: string; input: number }) => [made, input])).toEqual([
      ['one', 1],
      ['one', 1],
    ]);
    expect(errors).toEqual([
      { index: 1, code: 'invalid_request', message: expect.any(String) },
      { index: 2, code: 'invalid_request', message: expect.stringContaining("'input'") },
      { index: 4, code: 'conflict', message: expect.any(String) },
    ]);
    const many = Array.from({ length: 1_001 }, () => ({ input: 1 }));
    await suite.expect(413, 'POST', `/v1/datasets/${id}/items/batch`, { items: many });
    await suite.expect(400, 'POST', `/v1/datasets/${id}/items/batch`, {});
  });

  it('masks secrets in items before they are stored', async () => {
    const { id } = await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    const { input } = await suite.expect(201, 'POST', `/v1/datasets/${id}/items`, { input: { password: 'hunter2' } });
    expect(input).toEqual({ password: '[REDACTED]' });
  });

  it('keeps an item id to one dataset of the project', async () => {
    await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    await suite.expect(201, 'POST', '/v1/datasets', { name: 'b' });
    await suite.expect(201, 'POST', '/v1/datasets/a/items', { id: 'one', input: 1 });
    await suite.expect(200, 'POST', '/v1/datasets/a/items', { id: 'one', input: 1 });
    await suite.expect(409, 'POST', '/v1/datasets/b/items', { id: 'one', input: 1 });
    await suite.expect(404, 'GET', '/v1/datasets/b/items/one');
    await suite.expect(404, 'DELETE', '/v1/datasets/b/items/one');
    await suite.expect(404, 'POST', '/v1/datasets/c/items', { input: 1 });
    expect(await suite.expect(200, 'DELETE', '/v1/datasets/a/items/one')).toEqual({ success: true });
  });
});

describe('/v1/datasets/…/runs', () => {
  const suite = useDatasets();

  it('keeps runs by id and name, and which trace each gave for which item', async () => {
    await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    for (const id of ['one', 'two']) await suite.expect(201, 'POST', '/v1/datasets/a/items', { id, input: id });
    const run = await suite.expect(201, 'POST', '/v1/datasets/a/runs', { name: 'v7', metadata: { commit: 'abc' } });
    expect(run).toMatchObject({ name: 'v7', datasetName: 'a', itemCount: 2, completedCount: 0 });
    await suite.expect(409, 'POST', '/v1/datasets/a/runs', { name: 'v7' });
    const link = { datasetItemId: 'one', traceId: 'later', output: { answer: 1 } };
    const made = await suite.expect(201, 'POST', '/v1/datasets/a/runs/v7/items', link);
    expect(made).toMatchObject({ ...link, datasetRunId: run.id, datasetRunName: 'v7', observationId: null });
    expect(await suite.expect(200, 'POST', `/v1/datasets/runs/${run.id}/items`, link)).toEqual(made);
    await suite.expect(201, 'POST', `/v1/datasets/runs/${run.id}/items`, { ...link, traceId: 'second try' });
    await suite.expect(404, 'POST', `/v1/datasets/runs/${run.id}/items`, { ...link, datasetItemId: 'three' });
    await suite.expect(400, 'POST', `/v1/datasets/runs/${run.id}/items`, { datasetItemId: 'one' });
    await suite.expect(404, 'POST', `/v1/datasets/runs/${run.id}/items`, {
      datasetItemId: 'one',
      observationId: 'none',
    });
    const batch = await suite.expect(207, 'POST', `/v1/datasets/runs/${run.id}/items/batch`, {
      items: [{ datasetItemId: 'two', traceId: 't' }, { datasetItemId: 'three', traceId: 't' }, { traceId: 't' }],
    });
    expect(batch.data).toHaveLength(1);
    expect(batch.errors.map(({ index, code }: Record<string, unknown>) => [index, code])).toEqual([
      [1, 'not_found'],
      [2, 'invalid_request'],
    ]);
    const { data, meta } = await suite.expect(200, 'GET', '/v1/datasets/a/runs/v7/items');
    expect(data.map(({ traceId }: { traceId: string }) => traceId)).toEqual(['t', 'second try', 'later']);
    expect(meta.totalCount).toBe(3);
    expect(await suite.expect(200, 'GET', `/v1/datasets/runs/${run.id}`)).toEqual({ ...run, completedCount: 2 });
    expect((await suite.expect(200, 'GET', '/v1/datasets/a/runs')).data).toHaveLength(1);
    expect(await suite.expect(200, 'DELETE', '/v1/datasets/a/runs/v7')).toEqual({ success: true });
    await suite.expect(404, 'GET', `/v1/datasets/runs/${run.id}/items`);
  });
});
