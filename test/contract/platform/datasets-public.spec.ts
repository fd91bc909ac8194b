import { createHash } from 'node:crypto';
import { type Body, useDatasets } from './datasets-suite';

const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const times = { createdAt: moment, updatedAt: moment };

describe('datasets of Langfuse clients', () => {
  const suite = useDatasets();

  const open = (name = 'a'): Promise<Body> => suite.expect(200, 'POST', '/api/public/v2/datasets', { name });
  const add = (item: Record<string, unknown> = {}): Promise<Body> =>
    suite.expect(200, 'POST', '/api/public/dataset-items', { datasetName: 'a', ...item });

  it('are made and changed by their name', async () => {
    const made = await suite.expect(200, 'POST', '/api/public/v2/datasets', {
      name: 'folder/evals',
      description: null,
      metadata: { a: 1 },
    });
    expect(made).toEqual({
      id: expect.any(String),
      name: 'folder/evals',
      description: null,
      metadata: { a: 1 },
      inputSchema: null,
      expectedOutputSchema: null,
      projectId: suite.own.projectId,
      ...times,
    });
    const changed = await suite.expect(200, 'POST', '/api/public/v2/datasets', {
      name: 'folder/evals',
      description: 'now',
    });
    expect(changed).toMatchObject({ id: made.id, description: 'now', metadata: { a: 1 } });
    expect(await suite.expect(200, 'GET', '/api/public/v2/datasets/folder%2Fevals')).toEqual(changed);
    expect(await suite.expect(200, 'POST', '/api/public/datasets', { name: 'folder/evals' })).toEqual({
      ...{ ...changed, items: [], runs: [] },
    });
    expect(await suite.expect(200, 'GET', '/api/public/v2/datasets?limit=1')).toEqual({
      data: [changed],
      meta: { page: 1, limit: 1, totalItems: 1, totalPages: 1 },
    });
    const { message, error } = await suite.expect(404, 'GET', '/api/public/v2/datasets/other');
    expect([typeof message, error]).toEqual(['string', 'LangfuseNotFoundError']);
    expect(await suite.expect(400, 'POST', '/api/public/v2/datasets', {})).toEqual({
      message: 'Invalid request data',
      error: [{ path: ['name'], message: 'is required' }],
    });
  });

  it('are made once by clients that ask at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => open('same')));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it('have items that are made and changed by their id; null changes nothing', async () => {
    const { id: datasetId } = await open();
    const item = await add({ id: 'one', input: { q: 1 }, expectedOutput: 'x', metadata: { a: 1 }, sourceTraceId: 't' });
    expect(item).toEqual({
      id: 'one',
      status: 'ACTIVE',
      input: { q: 1 },
      expectedOutput: 'x',
      metadata: { a: 1 },
      sourceTraceId: 't',
      sourceObservationId: null,
      datasetId,
      datasetName: 'a',
      mediaReferences: [],
      ...times,
    });
    const archived = await add({ id: 'one', input: null, expectedOutput: null, metadata: null, status: 'ARCHIVED' });
    expect(archived).toEqual({ ...item, status: 'ARCHIVED', updatedAt: moment });
    expect(await suite.expect(200, 'GET', '/api/public/dataset-items/one')).toEqual(archived);
    await open('b');
    const other = { datasetName: 'b', id: 'one', input: 1 };
    expect(await suite.expect(404, 'POST', '/api/public/dataset-items', other)).toMatchObject({
      error: 'LangfuseNotFoundError',
    });
    await suite.expect(404, 'POST', '/api/public/dataset-items', { datasetName: 'none', input: 1 });
    expect(await suite.expect(200, 'DELETE', '/api/public/dataset-items/one')).toEqual({
      message: 'Dataset item successfully deleted',
    });
    await suite.expect(404, 'GET', '/api/public/dataset-items/one');
  });

  it('list their items by page', async () => {
    await open();
    await open('b');
    for (let input = 0; input < 3; input += 1) await add({ input, sourceTraceId: `t${input}` });
    await suite.expect(200, 'POST', '/api/public/dataset-items', { datasetName: 'b', input: 'other' });
    const inputsOf = async (query: string): Promise<unknown> => {
      const { data, meta } = await suite.expect(200, 'GET', `/api/public/dataset-items?${query}`);
      return [data.map(({ input }: { input: unknown }) => input), meta.totalItems, meta.totalPages];
    };
    expect(await inputsOf('datasetName=a&limit=2')).toEqual([[2, 1], 3, 2]);
    expect(await inputsOf('datasetName=a&limit=2&page=2')).toEqual([[0], 3, 2]);
    expect(await inputsOf('sourceTraceId=t1')).toEqual([[1], 1, 1]);
    expect(await inputsOf('limit=1')).toEqual([['other'], 4, 4]);
    await suite.expect(404, 'GET', '/api/public/dataset-items?datasetName=none');
    await suite.expect(400, 'GET', '/api/public/dataset-items?page=0');
    await suite.expect(400, 'GET', '/api/public/dataset-items?version=2026-01-01T00:00:00Z');
  });

  it('link a trace that is not there yet, as SDKs do, and make the run', async () => {
    const { id: datasetId } = await open();
    const { id: datasetItemId } = await add({ input: 1 });
    const link = { runName: 'run 1', runDescription: 'why', metadata: { m: 1 }, datasetItemId, traceId: 'later' };
    const row = await suite.expect(200, 'POST', '/api/public/dataset-run-items', link);
    // As the SDKs derive it from project, dataset and name.
    const parts = JSON.stringify(['langfuse-experiment-v1', suite.own.projectId, datasetId, 'run 1']);
    const datasetRunId = createHash('sha256').update(parts).digest('hex').slice(0, 16);
    expect(row).toEqual({
      ...{ id: expect.any(String), datasetRunId, datasetRunName: 'run 1', datasetItemId },
      ...{ traceId: 'later', observationId: null, ...times },
    });
    expect(await suite.expect(200, 'POST', '/api/public/dataset-run-items', link)).toEqual(row);
    const withSpan = { ...link, observationId: 'span' };
    const filled = await suite.expect(200, 'POST', '/api/public/dataset-run-items', withSpan);
    expect(filled).toMatchObject({ id: row.id, observationId: 'span' });
    const run = await suite.expect(200, 'GET', '/api/public/datasets/a/runs/run%201');
    expect(run).toEqual({
      ...{ id: datasetRunId, name: 'run 1', description: 'why', metadata: { m: 1 }, datasetId, datasetName: 'a' },
      ...{ ...times, datasetRunItems: [{ ...filled, updatedAt: moment }] },
    });
    expect((await suite.expect(200, 'GET', '/api/public/datasets/a/runs')).data).toEqual([
      Object.fromEntries(Object.entries(run).filter(([field]) => field !== 'datasetRunItems')),
    ]);
    const list = await suite.expect(200, 'GET', `/api/public/dataset-run-items?datasetId=${datasetId}&runName=run%201`);
    expect(list).toMatchObject({ data: [{ id: row.id }], meta: { totalItems: 1 } });
    await suite.expect(400, 'GET', `/api/public/dataset-run-items?datasetId=${datasetId}`);
    await suite.expect(404, 'GET', `/api/public/dataset-run-items?datasetId=${datasetId}&runName=none`);
    expect(await suite.expect(200, 'DELETE', '/api/public/datasets/a/runs/run%201')).toEqual({
      message: 'Dataset run successfully deleted',
    });
    await suite.expect(404, 'GET', '/api/public/datasets/a/runs/run%201');
  });

  it('link once, from however many clients at once', async () => {
    await open();
    const { id: datasetItemId } = await add({ input: 1 });
    const link = { runName: 'run', datasetItemId, traceId: 't' };
    const rows = await Promise.all(
      Array.from({ length: 8 }, () => suite.expect(200, 'POST', '/api/public/dataset-run-items', link)),
    );
    expect(new Set(rows.map(({ id, datasetRunId }) => `${id} ${datasetRunId}`)).size).toBe(1);
  });

  it('refuse a link to an item that is not there or is archived, and one that names no trace', async () => {
    await open();
    const { id: datasetItemId } = await add({ input: 1, status: 'ARCHIVED' });
    const link = { runName: 'run', datasetItemId, traceId: 't' };
    await suite.expect(404, 'POST', '/api/public/dataset-run-items', link);
    await suite.expect(404, 'POST', '/api/public/dataset-run-items', { ...link, datasetItemId: 'none' });
    const { id } = await add({ input: 1 });
    const nameless = { runName: 'run', datasetItemId: id };
    await suite.expect(400, 'POST', '/api/public/dataset-run-items', nameless);
    await suite.expect(404, 'POST', '/api/public/dataset-run-items', { ...nameless, observationId: 'none' });
    await suite.expect(404, 'GET', '/api/public/datasets/a/runs/run');
  });

  it('are the datasets of /v1, and the other way round', async () => {
    const { id } = await open();
    await suite.expect(201, 'POST', '/v1/datasets/a/items', { id: 'one', input: 1 });
    await suite.expect(201, 'POST', `/v1/datasets/${id}/runs`, { name: 'run', id: 'chosen' });
    const link = { runName: 'run', datasetItemId: 'one', traceId: 't' };
    expect(await suite.expect(200, 'POST', '/api/public/dataset-run-items', link)).toMatchObject({
      datasetRunId: 'chosen',
    });
    expect((await suite.expect(200, 'GET', '/v1/datasets/runs/chosen/items')).data).toHaveLength(1);
  });
});
