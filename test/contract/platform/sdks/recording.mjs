// Records a run as an application does and reads it again, through the SDK in SDK_HOME; writes a line of JSON for each thing done.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const load = createRequire(join(process.env.SDK_HOME, 'package.json'));
const major = Number(process.argv[2]);
const session = `session js ${major}`;
const dataset = `recorded js ${major}`;

const tell = (step, facts = {}) => console.log(JSON.stringify({ step, ...facts }));

const model = {
  ...{ model: 'gpt-4o', modelParameters: { temperature: 0.5 }, metadata: { attempt: 1 } },
  input: [{ role: 'user', content: 'What is the weather?' }],
};
const answer = { output: 'Rain', usageDetails: { input: 120, output: 30, total: 150 } };
const run = { question: 'weather' };

/** The third version sends everything to one route, and updates apart from what they change. */
const third = () => {
  const { Langfuse } = load('langfuse');
  const client = new Langfuse();
  return {
    record: async () => {
      const trace = client.trace({ name: 'draft', input: run, userId: 'ada', sessionId: session, tags: ['draft'] });
      const span = trace.span({ name: 'lookup', input: { place: 'Oslo' } });
      const generation = span.generation({ name: 'answer', ...model });
      generation.score({ name: 'helpful', value: 0.75, comment: 'clear' });
      // What follows changes what is stored.
      await client.flushAsync();
      generation.update(answer);
      generation.end();
      span.update({ output: 'found', metadata: { source: 'cache' } });
      span.end();
      trace.update({ name: 'forecast', output: 'Rain', tags: ['sdk'], metadata: { team: 'weather' } });
      trace.score({ name: 'verdict', value: 'good' });
      await client.flushAsync();
      return {
        traceId: trace.id,
        spanId: span.id,
        generationId: generation.id,
        link: (item) => item.link(trace, 'run 1'),
      };
    },
    fail: () => {
      const trace = client.trace({ name: 'search', public: true });
      const span = trace.span({ name: 'plan', level: 'ERROR', statusMessage: 'no such city' });
      span.event({ name: 'noticed', input: 'rain', level: 'WARNING' });
      span.end();
      return trace.id;
    },
    score: (body) => client.score(body),
    flush: () => client.flushAsync(),
    createDataset: (name) => client.createDataset({ name }),
    createItem: (body) => client.createDatasetItem(body),
    getDataset: (name) => client.getDataset(name),
    trace: async (id) => (await client.fetchTrace(id)).data,
    traces: (query) => client.fetchTraces(query),
    observation: async (id) => (await client.fetchObservation(id)).data,
    observations: (query) => client.fetchObservations(query),
    sessions: () => client.fetchSessions({}),
    session: (id) => client.api.sessionsGet(id),
    scores: (query) => client.api.scoreV2Get(query),
    runs: (name) => client.getDatasetRuns(name),
    run: (datasetName, runName) => client.getDatasetRun({ datasetName, runName }),
    end: () => client.shutdownAsync(),
  };
};

/** Those after it send spans by OpenTelemetry when they end; scores and reads go by a client beside it. */
const newer = () => {
  const { LangfuseClient } = load('@langfuse/client');
  const { LangfuseSpanProcessor } = load('@langfuse/otel');
  const { propagateAttributes, startActiveObservation, startObservation } = load('@langfuse/tracing');
  const { NodeTracerProvider } = load('@opentelemetry/sdk-trace-node');
  const processor = new LangfuseSpanProcessor();
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  provider.register();
  const client = new LangfuseClient();
  const observations = client.api.legacy?.observationsV1 ?? client.api.observations;
  const flush = async () => {
    await client.flush();
    await processor.forceFlush();
  };
  const told = { userId: 'ada', sessionId: session, tags: ['draft', 'sdk'], traceName: 'forecast' };
  return {
    record: () =>
      propagateAttributes({ ...told, metadata: { team: 'weather' } }, () =>
        startActiveObservation('root', async (root) => {
          root.update({ input: run });
          const span = root.startObservation('lookup', { input: { place: 'Oslo' } });
          const generation = span.startObservation('answer', model, { asType: 'generation' });
          client.score.observation(generation, { name: 'helpful', value: 0.75, comment: 'clear' });
          client.score.trace(root, { name: 'verdict', value: 'good' });
          // Of spans that have not ended: the server has heard of none of them.
          await client.score.flush();
          generation.update(answer).end();
          span.update({ output: 'found', metadata: { source: 'cache' } }).end();
          root.update({ output: 'Rain' });
          return {
            ...{ traceId: root.traceId, spanId: span.id, generationId: generation.id },
            link: (item) => item.link(root, 'run 1'),
          };
        }),
      ),
    fail: () => {
      const agent = startObservation('plan', {}, { asType: 'agent' });
      const failure = { level: 'ERROR', statusMessage: 'no such city' };
      agent.startObservation('search', { input: { city: 'Atlantis' }, ...failure }, { asType: 'tool' }).end();
      agent.startObservation('noticed', { input: 'rain', level: 'WARNING' }, { asType: 'event' });
      if (major === 4) agent.updateTrace({ public: true, name: 'search' });
      else agent.setTraceAsPublic();
      agent.update(failure).end();
      return agent.traceId;
    },
    score: (body) => client.score.create(body),
    flush,
    createDataset: (name) => client.api.datasets.create({ name }),
    createItem: (body) => client.api.datasetItems.create(body),
    getDataset: (name) => client.dataset.get(name),
    trace: (id) => client.api.trace.get(id),
    traces: (query) => client.api.trace.list(query),
    observation: (id) => observations.get(id),
    observations: (query) => observations.getMany(query),
    sessions: () => client.api.sessions.list({}),
    session: (id) => client.api.sessions.get(id),
    scores: (query) => (client.api.scores ? client.api.scores.getMany(query) : client.api.scoreV2.get(query)),
    runs: (name) => client.api.datasets.getRuns(name),
    run: (datasetName, runName) => client.api.datasets.getRun(datasetName, runName),
    end: async () => {
      await provider.shutdown();
      await client.shutdown();
    },
  };
};

const sdk = major === 3 ? third() : newer();
const { traceId, spanId, generationId, link } = await sdk.record();
const failedId = sdk.fail();
await sdk.flush();
tell('recorded', { traceId, spanId, generationId, failedId });

sdk.score({ id: `session score js ${major}`, sessionId: session, name: 'mood', value: 1, dataType: 'BOOLEAN' });
await sdk.flush();
await sdk.createDataset(dataset);
await sdk.createItem({ datasetName: dataset, id: `${dataset} item`, input: run, expectedOutput: 'Rain' });
const { items } = await sdk.getDataset(dataset);
await link(items[0]);
await sdk.flush();

const trace = await sdk.trace(traceId);
tell('trace', {
  ...{ name: trace.name, userId: trace.userId, sessionId: trace.sessionId, tags: [...trace.tags].sort() },
  ...{ input: trace.input, output: trace.output, team: trace.metadata.team, totalCost: trace.totalCost },
  observations: trace.observations.map(({ name }) => name).sort(),
  scores: trace.scores.map(({ name }) => name).sort(),
});
const listed = await sdk.traces({ sessionId: session });
tell('traces', { ids: listed.data.map(({ id }) => id), total: listed.meta.totalItems });
const read = await sdk.observation(generationId);
tell('generation', {
  ...{ type: read.type, name: read.name, parent: read.parentObservationId, input: read.input, output: read.output },
  ...{ model: read.model, parameters: read.modelParameters, attempt: read.metadata.attempt },
  usage: { input: read.usage.input, output: read.usage.output, total: read.usage.total },
  cost: read.calculatedTotalCost,
});
const span = (await sdk.observations({ traceId, name: 'lookup' })).data[0];
tell('span', { id: span.id, type: span.type, output: span.output, source: span.metadata.source });
tell('sessions', { ids: (await sdk.sessions()).data.map(({ id }) => id).filter((id) => id === session) });
tell('session', { traces: (await sdk.session(session)).traces.map(({ id }) => id) });
const scores = [...(await sdk.scores({ traceId })).data, ...(await sdk.scores({ sessionId: session })).data];
tell('scores', {
  scores: scores
    .map((of) => ({
      ...{ name: of.name, value: of.value, type: of.dataType, text: of.stringValue ?? null },
      ...{ observation: of.observationId ?? null, comment: of.comment ?? null },
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
});
tell('runs', { names: (await sdk.runs(dataset)).data.map(({ name }) => name) });
tell('run', {
  items: (await sdk.run(dataset, 'run 1')).datasetRunItems.map((of) => ({
    item: of.datasetItemId,
    traceId: of.traceId,
  })),
});
await sdk.end();
tell('done');
