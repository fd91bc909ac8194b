// Observes functions that fail, then comments on, rates and deletes their run, through the SDK in SDK_HOME; a line of JSON for each thing done.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const load = createRequire(join(process.env.SDK_HOME, 'package.json'));
const major = Number(process.argv[2]);
const input = createInterface(process.stdin);

const tell = (step, facts = {}) => console.log(JSON.stringify({ step, ...facts }));
const wait = () => once(input, 'line');
const statusOf = async (call) => {
  try {
    await call();
    return 200;
  } catch (error) {
    return error.statusCode ?? error.status ?? String(error);
  }
};

const mask = ({ data }) => (typeof data === 'string' ? data.replaceAll('hush', '***') : data);
const failure = { level: 'ERROR', statusMessage: 'no such city' };
const own = { attempt: 'first' };
const inner = { inner: 'yes' };
const team = { team: 'travel' };
const prompt = { name: `upkeep js ${major}`, prompt: 'Book {{city}}', labels: ['production'] };

/** The third version observes nothing by itself; its raw client has all routes at one level. */
const third = () => {
  const { Langfuse } = load('langfuse');
  const client = new Langfuse({ mask });
  const { api } = client;
  return {
    observe: async () => {
      await client.createPrompt(prompt);
      const trace = client.trace({ name: 'trip', metadata: team });
      const trip = trace.span({ name: 'trip', input: 'hush', metadata: own, ...failure });
      const linked = await client.getPrompt(prompt.name);
      trip.generation({ name: 'ask', model: 'gpt-4o', metadata: inner, prompt: linked }).end();
      trip.span({ name: 'book', metadata: inner, ...failure }).end();
      trip.end();
      trace.score({ name: 'done', value: 0.5 });
      await client.flushAsync();
      return trace.id;
    },
    project: async () => (await api.projectsGet()).data[0].id,
    comment: (body) => api.commentsCreate(body),
    comments: (query) => api.commentsGet(query),
    config: (body) => api.scoreConfigsCreate(body),
    configs: () => api.scoreConfigsGet({ limit: 1 }),
    score: (body) => api.scoreCreate(body),
    deleteScore: (id) => api.scoreDelete(id),
    deleteTrace: (id) => api.traceDelete(id),
    trace: (id) => api.traceGet(id),
    end: () => client.shutdownAsync(),
  };
};

const newer = () => {
  const { LangfuseClient } = load('@langfuse/client');
  const { LangfuseSpanProcessor } = load('@langfuse/otel');
  const tracing = load('@langfuse/tracing');
  const { NodeTracerProvider } = load('@opentelemetry/sdk-trace-node');
  const processor = new LangfuseSpanProcessor({ mask });
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  provider.register();
  const client = new LangfuseClient();
  const { api } = client;
  const scores = api.legacy?.scoreV1 ?? api.score;
  const book = tracing.observe(
    () => {
      tracing.updateActiveObservation({ metadata: inner }, { asType: 'tool' });
      throw new Error(failure.statusMessage);
    },
    { name: 'book', asType: 'tool' },
  );
  const trip = tracing.observe(
    async (_input, linked) => {
      tracing.updateActiveObservation({ metadata: own, input: 'hush' }, { asType: 'agent' });
      const ask = { model: 'gpt-4o', metadata: inner, prompt: linked };
      tracing.startObservation('ask', ask, { asType: 'generation' }).end();
      client.score.activeTrace({ name: 'done', value: 0.5 });
      return tracing.getActiveTraceId() && book();
    },
    { name: 'trip', asType: 'agent' },
  );
  return {
    observe: async () => {
      await client.prompt.create(prompt);
      const linked = await client.prompt.get(prompt.name);
      let traceId;
      await tracing.propagateAttributes({ metadata: team }, () =>
        tracing.startActiveObservation('run', async (run) => {
          traceId = run.traceId;
          run.update({ metadata: own, ...failure });
          await trip('hush', linked).catch(() => undefined);
        }),
      );
      await processor.forceFlush();
      await client.flush();
      return traceId;
    },
    project: async () => (await api.projects.get()).data[0].id,
    comment: (body) => api.comments.create(body),
    comments: (query) => api.comments.get(query),
    config: (body) => api.scoreConfigs.create(body),
    configs: () => api.scoreConfigs.get({ limit: 1 }),
    score: (body) => scores.create(body),
    deleteScore: (id) => scores.delete(id),
    deleteTrace: (id) => api.trace.delete(id),
    trace: (id) => api.trace.get(id),
    end: async () => {
      await provider.shutdown();
      await client.shutdown();
    },
  };
};

const sdk = major === 3 ? third() : newer();
const traceId = await sdk.observe();
const ofTrace = { objectType: 'TRACE', objectId: traceId };
const comment = await sdk.comment({ projectId: await sdk.project(), ...ofTrace, content: 'Look here.' });
const { data: comments } = await sdk.comments(ofTrace);
const config = await sdk.config({ name: `fit js ${major}`, dataType: 'NUMERIC', minValue: 0, maxValue: 1 });
const rated = { traceId, name: config.name, configId: config.id };
const score = await sdk.score({ ...rated, value: 0.75 });
tell('kept', {
  ...{ traceId, commentId: comment.id, scoreId: score.id },
  comments: comments.map(({ content }) => content),
  configs: (await sdk.configs()).data.map(({ name, minValue, maxValue }) => [name, minValue, maxValue]),
  isRefused: (await statusOf(() => sdk.score({ ...rated, value: 2 }))) !== 200,
});
await wait();
await sdk.deleteScore(score.id);
tell('score deleted');
await wait();
await sdk.deleteTrace(traceId);
tell('trace deleted', { status: await statusOf(() => sdk.trace(traceId)) });
await sdk.end();
input.close();
