import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { FixAgentService } from '@debrief/fix-agent';
import { sql } from 'kysely';
import { makeEvent, newTraceId } from '../factories/event';
import { sentBatch, sentRequest } from '../factories/http-request';
import { insertIncident } from '../factories/incidents';
import { exportOf, sentSpan } from '../factories/otlp-export';
import { tinyPng } from '../factories/png';
import { insertRegressionRun, openNewestCase } from '../factories/regression';
import { tenancyServices } from '../factories/tenancy';
import { insertDeliveryToNewest, insertWebhook } from '../factories/webhooks';
import { addDataset, addDatasetItem, addDatasetRun, datasetRunByName, twoDatasetRuns } from './dataset-targets';
import type { Site } from './site';
import { evaluatorRows } from './evaluator-routes';

/** A path with its parameters filled in: with ids of rows, and with ids that nothing has. */
export interface Target {
  readonly path: string;
  readonly madeUp: string;
  /** Whether it names a row of the workspace. */
  readonly namesRow: boolean;
}

export const addTrace = async ({ api, own }: Site): Promise<string> => {
  const id = newTraceId();
  const { status } = await api.call(own.secretKey, 'POST', `/api/traces`, { id });
  if (status !== 201) throw new Error(`no trace was made: ${status}`);
  await api.call(own.secretKey, 'POST', `/api/traces/${id}/events`, makeEvent(id, 0));
  return id;
};

/** What the only event of the trace is as a span that the path has just named. */
const addSpan = ({ database, own }: Site): Promise<string> =>
  database.inWorkspace(own.scope, async (tx) => {
    const newest = await tx.selectFrom('trace').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
    return `${newest.id}:0`;
  });

/** A span of the session, which is a native run, that the path has just named. */
const addSpanOfSession = async ({ api, database, own }: Site): Promise<string> => {
  const { externalId } = await database.inWorkspace(own.scope, (tx) =>
    tx.selectFrom('trace').select('externalId').orderBy('id', 'desc').executeTakeFirstOrThrow(),
  );
  const event = makeEvent(externalId, 1, { span_id: 'span' });
  await api.call(own.secretKey, 'POST', `/api/traces/${externalId}/events`, event);
  return 'span';
};

/** A span, which clients of the Platform surface can change. */
const addObservation = async ({ api, own }: Site): Promise<string> => {
  const spanId = randomBytes(8).toString('hex');
  const span = sentSpan({ traceId: randomBytes(16).toString('hex'), spanId });
  const { status } = await api.call(own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(span));
  if (status !== 200) throw new Error(`no observation was made: ${status}`);
  return spanId;
};

const addArtifact = async (site: Site): Promise<string> => {
  const { api, own } = site;
  const headers = { authorization: `Bearer ${own.secretKey}`, 'content-type': 'image/png' };
  const response = await fetch(`${api.url}/api/traces/${await addTrace(site)}/artifacts`, {
    method: 'POST',
    headers,
    body: tinyPng,
  });
  const { artifact } = (await response.json()) as { artifact?: { artifact_id: string } };
  if (!artifact) throw new Error(`no artifact was made: ${response.status}`);
  return artifact.artifact_id;
};

/** By the hash of its bytes. */
const addFile = async ({ api, own }: Site): Promise<string> => {
  const bytes = Buffer.concat([tinyPng, randomBytes(2048)]);
  const attributes = [{ key: 'shot', value: { stringValue: bytes.toString('base64') } }];
  const span = sentSpan({ traceId: randomBytes(16).toString('hex'), attributes });
  const { status } = await api.call(own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(span));
  if (status !== 200) throw new Error(`no file was made: ${status}`);
  return createHash('sha256').update(bytes).digest('hex');
};

/** The same file, by the beginning of its hash. */
const addMedia = async (site: Site): Promise<string> =>
  Buffer.from(await addFile(site), 'hex')
    .toString('base64url')
    .slice(0, 22);

const addMember = async ({ database, own }: Site): Promise<string> => {
  const userId = randomUUID();
  await tenancyServices(database).members.add(own.scope, { userId, role: 'viewer' });
  return userId;
};

const addApiKey = async ({ database, own }: Site): Promise<string> =>
  (await tenancyServices(database).apiKeys.create(own.scope, own.projectId, { name: 'target' })).apiKey.id;

/** Each workspace has an incident of this id, for others to be merged into. */
export const mergeTargetId = randomUUID();
/** A fingerprint that was merged into the incident that a path has just named. */
export const mergedFingerprint = 'feedfacefeedface';

export const addIncident = ({ database, own }: Site): Promise<string> =>
  database.inWorkspace(own.scope, async (tx) => {
    // Targets are made side by side, and one of them makes what all share.
    await sql`select pg_advisory_xact_lock(hashtext(${mergeTargetId}))`.execute(tx);
    const id = await insertIncident(tx, own.projectId);
    const known = await tx.selectFrom('incident').select('id').where('id', '=', mergeTargetId).executeTakeFirst();
    if (!known) {
      await insertIncident(tx, own.projectId, { id: mergeTargetId });
      await insertIncident(tx, own.projectId, { fingerprint: mergedFingerprint });
    }
    await tx
      .updateTable('incident')
      .set({ mergedInto: id })
      .where('fingerprint', '=', mergedFingerprint)
      .where('id', '<>', id)
      .execute();
    return id;
  });

const addHttpRequest = async ({ api, database, own }: Site): Promise<string> => {
  await api.call(
    own.secretKey,
    'POST',
    '/ingest/v1/http-requests',
    sentBatch(own.projectId, sentRequest({ userId: randomUUID() })),
  );
  return database.inWorkspace(own.scope, async (tx) => {
    const newest = await tx
      .selectFrom('httpRequest')
      .select('id')
      .orderBy('receivedAt', 'desc')
      .executeTakeFirstOrThrow();
    return newest.id;
  });
};

const addFixRun = async (site: Site): Promise<string> => {
  const request = { runner: 'auto', baseBranch: null, instructions: null, openPr: false };
  const fixAgent = site.api.app.get(FixAgentService, { strict: false });
  return (await fixAgent.dispatch(site.own.scope, await addIncident(site), request)).id;
};

const addRegressionRun = ({ database, own }: Site): Promise<string> =>
  database.inWorkspace(own.scope, async (tx) =>
    insertRegressionRun(tx, {
      projectId: own.projectId,
      incidentId: await insertIncident(tx, own.projectId),
    }),
  );

/** A case of the run that the path has just named. */
const addCase = ({ database, own }: Site): Promise<string> => database.inWorkspace(own.scope, openNewestCase);

const addWebhook = ({ database, own }: Site): Promise<string> =>
  database.inWorkspace(own.scope, (tx) => insertWebhook(tx));

/** A message to the webhook that the path has just named. */
const addDelivery = ({ database, own }: Site): Promise<string> =>
  database.inWorkspace(own.scope, insertDeliveryToNewest);

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

/**
 * What a parameter names, by the segment before it (`/api/traces/:id`, `…/api-keys/:keyId`), or by both where that is not enough: makes a
 * new row of the workspace and gives its id. A parameter behind another segment needs a line here.
 */
const rows: Readonly<Record<string, (site: Site) => Promise<string>>> = {
  projects: async ({ own }) => own.projectId,
  project: async ({ own }) => own.projectId,
  otel: async ({ own }) => own.projectId,
  'api-keys': addApiKey,
  members: addMember,
  traces: addTrace,
  trace: addTrace,
  // A native trace is its own session.
  sessions: addTrace,
  spans: addSpan,
  observations: addObservation,
  'traces/:spanId': addSpanOfSession,
  artifacts: addArtifact,
  files: addFile,
  media: addMedia,
  incidents: addIncident,
  'fix-runs': addFixRun,
  'regression-runs': addRegressionRun,
  cases: addCase,
  'http-requests': addHttpRequest,
  webhooks: addWebhook,
  checkpoints: addCheckpoint,
  'git-links': addGitLink,
  'ci-runs': async (site) => (await addCiRun(site)).id as string,
  provider: async (site) => (await addCiRun(site)).providerRunId as string,
  deliveries: addDelivery,
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

/** Ids that are no UUID, where nothing has them. */
const unknown: Readonly<Record<string, () => string>> = {
  files: () => randomBytes(32).toString('hex'),
  versions: () => '999',
};

/** Parameters that name no row of a workspace. */
const fixed: Readonly<Record<string, string>> = {
  commit: 'a1b2c3d',
  docs: 'start.js',
  objects: 'artifacts/none',
  'media-content': 'none',
};

/** What routes must be asked with, by their end. */
const queries: Readonly<Record<string, string>> = {
  aggregates: '?metric_name=requests',
  'by-trace': '?traceId=none',
  stats: '?from_timestamp=2026-11-01T00:00:00Z&to_timestamp=2026-12-01T00:00:00Z&name=quality',
};

/** What a query must name, by the route or its end: makes the rows, those that the path names included. */
const namingQueries: Readonly<Record<string, { real: (site: Site) => Promise<string>; madeUp: () => string }>> = {
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

/** @param path as declared, e.g. `/api/projects/:id/api-keys/:keyId` */
export const fillPath = async (site: Site, path: string): Promise<Target> => {
  const [real, madeUp]: [string[], string[]] = [[], []];
  let namesRow = false;
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const kind = segments[index - 1] ?? '';
    const isParameter = /^[:*]/.test(segment);
    const makeRow = rows[`${kind}/${segment}`] ?? rows[kind];
    if (!isParameter || kind in fixed) {
      for (const list of [real, madeUp]) list.push(isParameter ? fixed[kind]! : segment);
      continue;
    }
    if (!makeRow) throw new Error(`${path}: what does ${segment} name? Add "${kind}" to the rows of route-targets.ts`);
    namesRow = true;
    real.push(await makeRow(site));
    madeUp.push(unknown[kind]?.() ?? randomUUID());
  }
  const naming = namingQueries[path] ?? namingQueries[segments.at(-1) ?? ''];
  if (naming) {
    const query = await naming.real(site);
    return { path: real.join('/') + query, madeUp: madeUp.join('/') + naming.madeUp(), namesRow: true };
  }
  const query = queries[segments.at(-1) ?? ''] ?? '';
  return { path: real.join('/') + query, madeUp: madeUp.join('/') + query, namesRow };
};
