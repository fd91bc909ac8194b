import { randomBytes, randomUUID } from 'node:crypto';
import { exportOf, sentSpan } from '../factories/otlp-export';
import { addDataset, addDatasetItem, addDatasetRun, datasetRunByName, twoDatasetRuns } from './dataset-targets';
import { evaluatorRows } from './evaluator-routes';
import { addFile, addTrace } from './native-targets';
import type { Site } from './site';

/** A span, which clients of the Platform surface can change. */
const addObservation = async ({ api, own }: Site): Promise<string> => {
  const spanId = randomBytes(8).toString('hex');
  const span = sentSpan({ traceId: randomBytes(16).toString('hex'), spanId });
  const { status } = await api.call(own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(span));
  if (status !== 200) throw new Error(`no observation was made: ${status}`);
  return spanId;
};

/** The same file, by the beginning of its hash. */
const addMedia = async (site: Site): Promise<string> =>
  Buffer.from(await addFile(site), 'hex')
    .toString('base64url')
    .slice(0, 22);

const addedBy = async ({ api, own }: Site, path: string, body: object): Promise<string> => {
  const answer = await api.call(own.secretKey, 'POST', `/api/public/${path}`, body);
  if (typeof answer.body.id !== 'string') throw new Error(`nothing was made: ${answer.status}`);
  return answer.body.id;
};

const addScore = async (site: Site): Promise<string> =>
  addedBy(site, 'scores', { traceId: await addTrace(site), name: 'quality', value: 1 });

const addScoreConfig = (site: Site): Promise<string> =>
  addedBy(site, 'score-configs', { name: 'quality', dataType: 'NUMERIC' });

const addComment = async (site: Site): Promise<string> =>
  addedBy(site, 'comments', {
    projectId: site.own.projectId,
    objectType: 'TRACE',
    objectId: await addTrace(site),
    content: 'a comment',
  });

const made = async ({ api, own }: Site, path: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await api.call(own.secretKey, 'POST', path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};

const addCheckpoint = async (site: Site): Promise<string> =>
  (await made(site, '/v1/checkpoints', { traceId: await addTrace(site) })).id as string;

const addGitLink = async (site: Site): Promise<string> =>
  (await made(site, '/v1/git-links', { traceId: await addTrace(site), commitSha: 'a'.repeat(40) })).id as string;

const addCiRun = (site: Site): Promise<Record<string, unknown>> =>
  made(site, '/v1/ci-runs', { provider: 'github', providerRunId: randomUUID() });

/** With one version, which has a label. */
const addPrompt = async (site: Site): Promise<string> =>
  (await made(site, '/v1/prompts', { name: randomUUID(), content: 'x', labels: [promptLabel] })).name as string;
const promptLabel = 'production';

/** See `rows` of route-targets.ts. */
export const platformRows: Readonly<Record<string, (site: Site) => Promise<string>>> = {
  observations: addObservation,
  media: addMedia,
  checkpoints: addCheckpoint,
  'git-links': addGitLink,
  'ci-runs': async (site) => (await addCiRun(site)).id as string,
  provider: async (site) => (await addCiRun(site)).providerRunId as string,
  scores: addScore,
  'score-configs': addScoreConfig,
  comments: addComment,
  prompts: addPrompt,
  // Of the prompt that the path has just named.
  versions: () => Promise.resolve('1'),
  labels: () => Promise.resolve(promptLabel),
  datasets: addDataset,
  items: addDatasetItem,
  'dataset-items': addDatasetItem,
  runs: addDatasetRun,
  ...evaluatorRows,
};

/** What a query must name, by the route or its end: makes the rows, those that the path names included. */
export const platformQueries: Readonly<
  Record<string, { real: (site: Site) => Promise<string>; madeUp: () => string }>
> = {
  compare: { real: twoDatasetRuns, madeUp: () => `?runIds=${randomUUID()},${randomUUID()}` },
  'dataset-run-items': {
    real: datasetRunByName,
    madeUp: () => `?datasetId=${randomUUID()}&runName=${randomUUID()}`,
  },
  '/api/public/prompts': {
    real: async (site) => `?name=${await addPrompt(site)}`,
    madeUp: () => `?name=${randomUUID()}`,
  },
};
