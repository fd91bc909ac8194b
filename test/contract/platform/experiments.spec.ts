import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject } from '@debrief/kernel';
import { exportOf, sentSpan, textAttribute } from '../../factories/otlp-export';
import { type Body, useDatasets } from './datasets-suite';

describe('an experiment whose spans name a dataset', () => {
  const suite = useDatasets();

  /** The two spans of an item of an experiment, as Langfuse's Python SDK 5 writes them. */
  const itemSpans = (output: string, experiment: Record<string, string>): { traceId: string; spans: JsonObject[] } => {
    const traceId = randomBytes(16).toString('hex');
    const [root, task] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
    const attributes = Object.entries({ ...experiment, 'item.root_observation_id': task }).map(([name, value]) =>
      textAttribute(`langfuse.experiment.${name}`, value),
    );
    const answer = textAttribute('langfuse.observation.output', output);
    return {
      traceId,
      spans: [
        sentSpan({ traceId, spanId: root, name: 'experiment-item-run', attributes }),
        sentSpan({
          ...{ traceId, spanId: task, parentSpanId: root, name: 'experiment-item-task' },
          attributes: [...attributes, answer],
        }),
      ],
    };
  };
  const runs = async (): Promise<Body[]> => (await suite.expect(200, 'GET', '/v1/datasets/a/runs')).data;

  it('is a run over it, made when its first spans come, and once however often they come', async () => {
    const { id: datasetId } = await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    await suite.expect(201, 'POST', '/v1/datasets/a/items', { id: 'one', input: 1, expectedOutput: 'yes' });
    await suite.expect(201, 'POST', '/v1/datasets/a/items', { id: 'two', input: 2, expectedOutput: 'no' });
    const parts = ['langfuse-experiment-v1', suite.own.projectId, datasetId, 'run 1'];
    const experiment = {
      id: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16),
      ...{ name: 'run 1', description: 'why', metadata: '{"model":"small"}', 'dataset.id': datasetId },
    };
    const one = itemSpans('yes', { ...experiment, 'item.id': 'one' });
    const two = itemSpans('maybe', { ...experiment, 'item.id': 'two' });
    const batches = [one.spans.slice(1), one.spans, [...two.spans, ...one.spans.slice(0, 1)]];
    for (const spans of batches) await suite.expect(200, 'POST', '/api/public/otel/v1/traces', exportOf(...spans));
    expect(await runs()).toEqual([
      expect.objectContaining({
        ...{ id: experiment.id, name: 'run 1', description: 'why', metadata: { model: 'small' } },
        ...{ itemCount: 2, completedCount: 2 },
      }),
    ]);
    const { data, summary } = await suite.expect(200, 'GET', `/v1/datasets/runs/${experiment.id}/results`);
    const told = data.map(({ datasetItemId, traceId, actualOutput, match }: Body) => ({
      ...{ datasetItemId, traceId, actualOutput, match },
    }));
    expect(told).toEqual([
      { datasetItemId: 'two', traceId: two.traceId, actualOutput: 'maybe', match: false },
      { datasetItemId: 'one', traceId: one.traceId, actualOutput: 'yes', match: true },
    ]);
    expect(summary).toMatchObject({ itemCount: 2, matchRate: 0.5 });
    // SDKs that link by a request of their own name the same run.
    const link = { runName: 'run 1', datasetItemId: 'one', traceId: one.traceId };
    expect(await suite.expect(200, 'POST', '/api/public/dataset-run-items', link)).toMatchObject({
      datasetRunId: experiment.id,
    });
    expect((await runs())[0]).toMatchObject({ completedCount: 2 });
  });

  it('with an id of its own joins the run of its name', async () => {
    const { id: datasetId } = await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    await suite.expect(201, 'POST', '/v1/datasets/a/items', { id: 'one', input: 1 });
    const { id } = await suite.expect(201, 'POST', '/v1/datasets/a/runs', { name: 'run 1' });
    const { spans } = itemSpans('x', { id: 'other', name: 'run 1', 'dataset.id': datasetId, 'item.id': 'one' });
    await suite.expect(200, 'POST', '/api/public/otel/v1/traces', exportOf(...spans));
    expect(await runs()).toEqual([expect.objectContaining({ id, completedCount: 1 })]);
  });

  it('stores its traces all the same where nothing here is its dataset or its item', async () => {
    const { id: datasetId } = await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    const experiments: Record<string, string>[] = [
      { id: 'e', 'dataset.id': 'none', 'item.id': 'one' },
      { id: 'e', 'dataset.id': datasetId, 'item.id': 'none' },
      { id: 'e', 'item.id': 'hash of the input' },
    ];
    for (const experiment of experiments) {
      const { spans, traceId } = itemSpans('x', experiment);
      await suite.expect(200, 'POST', '/api/public/otel/v1/traces', exportOf(...spans));
      await suite.expect(200, 'GET', `/api/traces/${traceId}`);
    }
    expect(await runs()).toEqual([]);
  });
});
