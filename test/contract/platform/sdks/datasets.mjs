// Runs an experiment on a dataset as an application does, through the SDK in SDK_HOME; writes a line of JSON for each thing done.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.SDK_HOME, 'package.json'));
const major = Number(process.argv[2]);
const name = `team/evals js ${major}`;

const tell = (step, facts = {}) => console.log(JSON.stringify({ step, ...facts }));
const itemFacts = ({ input, expectedOutput, metadata, status }) => ({
  input,
  expected: expectedOutput,
  metadata,
  status,
});

const run = async (client, { createDataset, createItem, getDataset, experiment, getRun }) => {
  const made = await createDataset({ name, description: 'of a test', metadata: { from: 'sdk' } });
  tell('dataset', { name: made.name, description: made.description, metadata: made.metadata });
  for (const text of ['a', 'b'])
    await createItem({
      ...{ datasetName: name, id: `${name} ${text}`, input: text, expectedOutput: 'A', metadata: { n: 1 } },
    });
  await createItem({ datasetName: name, id: `${name} old`, input: 'old', expectedOutput: 'OLD' });
  tell('archived', itemFacts(await createItem({ datasetName: name, id: `${name} old`, status: 'ARCHIVED' })));
  const dataset = await getDataset(name);
  const items = dataset.items.filter(({ input }) => input !== 'old').sort((a, b) => (a.input < b.input ? -1 : 1));
  tell('items', { items: items.map(itemFacts) });
  await experiment(items);
  const read = await getRun();
  tell('run', { name: read.name, items: read.datasetRunItems.length });
  tell('done');
};

if (major === 3) {
  const { Langfuse } = require('langfuse');
  const client = new Langfuse();
  await run(client, {
    createDataset: (body) => client.createDataset(body),
    createItem: (body) => client.createDatasetItem(body),
    getDataset: (of) => client.getDataset(of),
    experiment: async (items) => {
      for (const item of items) {
        const trace = client.trace({ name: 'task', input: item.input, output: item.input.toUpperCase() });
        await item.link(trace, 'run 1', { description: 'why', metadata: { m: '1' } });
        trace.score({ name: 'accuracy', value: item.input === 'a' ? 1 : 0 });
      }
      await client.flushAsync();
    },
    getRun: () => client.getDatasetRun({ datasetName: name, runName: 'run 1' }),
  });
  await client.shutdownAsync();
} else {
  const { LangfuseClient } = require('@langfuse/client');
  const { LangfuseSpanProcessor } = require('@langfuse/otel');
  const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
  const processor = new LangfuseSpanProcessor();
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  provider.register();
  const client = new LangfuseClient();
  await run(client, {
    createDataset: (body) => client.api.datasets.create(body),
    createItem: (body) => client.api.datasetItems.create(body),
    getDataset: (of) => client.dataset.get(of),
    experiment: async (items) => {
      const result = await client.experiment.run({
        ...{ name: 'experiment', runName: 'run 1', description: 'why', metadata: { m: '1' } },
        data: items,
        task: async ({ input }) => input.toUpperCase(),
        evaluators: [
          async ({ output, expectedOutput }) => ({ name: 'accuracy', value: output === expectedOutput ? 1 : 0 }),
        ],
        runEvaluators: [async () => ({ name: 'average', value: 0.5 })],
      });
      tell('experiment', { outputs: result.itemResults.map(({ output }) => output).sort() });
      await processor.forceFlush();
      await client.flush();
    },
    getRun: () => client.api.datasets.getRun(name, 'run 1'),
  });
  await provider.shutdown();
  await client.shutdown();
}
