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
import type { Site } from './site';

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
export const addFile = async ({ api, own }: Site): Promise<string> => {
  const bytes = Buffer.concat([tinyPng, randomBytes(2048)]);
  const attributes = [{ key: 'shot', value: { stringValue: bytes.toString('base64') } }];
  const span = sentSpan({ traceId: randomBytes(16).toString('hex'), attributes });
  const { status } = await api.call(own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(span));
  if (status !== 200) throw new Error(`no file was made: ${status}`);
  return createHash('sha256').update(bytes).digest('hex');
};

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

/** See `rows` of route-targets.ts. */
export const nativeRows: Readonly<Record<string, (site: Site) => Promise<string>>> = {
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
  'traces/:spanId': addSpanOfSession,
  artifacts: addArtifact,
  files: addFile,
  incidents: addIncident,
  'fix-runs': addFixRun,
  'regression-runs': addRegressionRun,
  cases: addCase,
  'http-requests': addHttpRequest,
  webhooks: addWebhook,
  deliveries: addDelivery,
};
