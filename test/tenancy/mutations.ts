import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { makeEvent } from '../factories/event';
import { exportOf, logExportOf, metricExportOf, sentLog, sentPoint, sentSpan } from '../factories/otlp-export';
import { sentBatch, sentRequest } from '../factories/http-request';
import { tenancyServices } from '../factories/tenancy';
import { datasetMutations } from './dataset-mutations';
import { addDoomed, doomed } from './doomed';
import type { Mutation } from './mutation';
import { promptMutations, publicPromptMutations } from './prompt-mutations';
import { provenanceMutations } from './provenance-mutations';
import { addTrace, mergedFingerprint, mergeTargetId } from './native-targets';
import { scoreMutations } from './score-mutations';
import type { Site } from './site';
import { evaluatorMutations } from './evaluator-routes';

/** A project whose runs expire at once, with one run. */
const addExpired = async (site: Site): Promise<void> => {
  await addTrace(site);
  await tenancyServices(site.database).projects.update(site.own.scope, site.own.projectId, { retentionDays: 0 });
};

const connectRepo = async ({ api, own }: Site): Promise<void> => {
  const token = await api.tokenOf(own.userId, own.email);
  const path = `/api/projects/${own.projectId}/connected-repo`;
  const { status } = await api.call(token, 'PUT', path, { repo: 'acme/agents' });
  if (status !== 200) throw new Error(`no repository was connected: ${status}`);
};

const doomedSpan = { traceId: 'd0'.repeat(16), spanId: 'd0'.repeat(8) };
/** A span beside which its trace has others, that a body can name. */
const addDoomedSpan = async ({ api, own }: Site): Promise<void> => {
  const body = exportOf(sentSpan(doomedSpan), sentSpan({ ...doomedSpan, spanId: 'e0'.repeat(8) }));
  await api.call(own.secretKey, 'POST', '/otel/default/v1/traces', body);
};

/** An export of one new span. */
const oneSpan = (): Record<string, unknown> =>
  exportOf(sentSpan({ traceId: randomUUID().replaceAll('-', ''), spanId: randomBytes(8).toString('hex') }));

const oneLog = (): Record<string, unknown> => logExportOf(sentLog({ body: { stringValue: randomUUID() } }));
const onePoint = (): Record<string, unknown> => metricExportOf(randomUUID(), sentPoint());

const newObservation = (): Record<string, unknown> => ({ traceId: randomUUID(), name: 'step' });
const newName = (): Record<string, unknown> => ({ name: randomUUID() });

/** Every route that changes something, as `METHOD path` of its declaration. A new one without a line here fails the suites. */
export const mutations: Readonly<Record<string, Mutation>> = {
  ...scoreMutations,
  ...datasetMutations,
  'POST /api/traces': {
    body: (projectId) => ({ id: `new-${randomUUID()}`, project_id: projectId }),
    namesProject: true,
    audits: 'records',
  },
  'POST /api/traces/:id/events': { body: () => makeEvent('any', 1), audits: 'records' },
  'POST /api/traces/:id/artifacts': { body: () => ({ content_type: 'image/png', size_bytes: 67 }), audits: 'records' },
  'POST /otel/:project/v1/traces': { body: oneSpan, audits: 'records' },
  'POST /otel/v1/traces': { body: oneSpan, audits: 'records' },
  'POST /api/public/otel/v1/traces': { body: oneSpan, audits: 'records' },
  'POST /api/public/ingestion': {
    body: () => ({
      batch: [
        { id: randomUUID(), type: 'trace-create', timestamp: new Date().toISOString(), body: { id: randomUUID() } },
      ],
    }),
    audits: 'records',
  },
  'POST /otel/:project/v1/logs': { body: oneLog, audits: 'records' },
  'POST /otel/v1/logs': { body: oneLog, audits: 'records' },
  'POST /v1/logs': { body: oneLog, audits: 'records' },
  'POST /api/public/otel/v1/logs': { body: oneLog, audits: 'records' },
  'POST /otel/:project/v1/metrics': { body: onePoint, audits: 'records' },
  'POST /otel/v1/metrics': { body: onePoint, audits: 'records' },
  'POST /v1/metrics': { body: onePoint, audits: 'records' },
  'POST /api/public/otel/v1/metrics': { body: onePoint, audits: 'records' },
  'POST /v1/observations': { body: newObservation, audits: 'records' },
  'PATCH /v1/observations/:id': { body: newName, audits: 'records' },
  'POST /ingest/v1/http-requests': {
    body: (_, project) => sentBatch(project, sentRequest({ traceId: randomUUID() })),
    as: 'key',
    audits: 'records',
  },
  'POST /v1/traces': {
    body: (projectId) => ({ name: randomUUID(), projectId }),
    namesProject: true,
    audits: 'records',
  },
  'PATCH /v1/traces/:id': { body: () => ({ name: randomUUID() }), audits: 'records' },
  'DELETE /v1/traces/:id': { audits: ['trace.delete'] },
  'POST /api/public/media': {
    body: () => ({
      traceId: randomUUID(),
      field: 'input',
      contentType: 'image/png',
      contentLength: 67,
      sha256Hash: randomBytes(32).toString('base64'),
    }),
    audits: 'records',
  },
  'PATCH /api/public/media/:mediaId': {
    body: () => ({ uploadedAt: new Date().toISOString(), uploadHttpStatus: 200 }),
    audits: 'reads',
  },
  'DELETE /api/public/traces/:id': { audits: ['trace.delete'] },
  'DELETE /api/public/traces': {
    body: () => ({ traceIds: [doomed] }),
    arrange: addDoomed,
    audits: ['trace.delete'],
  },
  'PUT /api/traces/:id/analysis': {
    body: () => ({ labels: ['wrong_tool'], confidence: 0.8, root_cause: randomUUID() }),
    as: 'server',
    audits: ['analysis.put'],
  },
  'POST /api/traces/:id/analyze': { audits: ['analysis.run'] },
  'DELETE /api/traces/:id': { audits: ['trace.delete'] },
  'DELETE /api/v1/project/:project/otel/traces/:traceId': { audits: ['trace.delete'] },
  'DELETE /api/v1/project/:project/otel/traces': {
    body: () => ({ trace_ids: [doomed] }),
    arrange: addDoomed,
    audits: ['trace.delete'],
  },
  'DELETE /api/v1/project/:project/otel/sessions': {
    body: () => ({ session_ids: [doomed] }),
    arrange: addDoomed,
    audits: ['trace.delete'],
  },
  'DELETE /api/v1/project/:project/otel/spans': {
    body: () => ({ spans: [{ trace_id: doomedSpan.traceId, span_id: doomedSpan.spanId }] }),
    arrange: addDoomedSpan,
    audits: ['span.delete'],
  },
  'PATCH /api/incidents/:id': { body: () => ({ status: 'triaged' }), audits: ['incident.update'] },
  'POST /api/incidents/:id/pr-link': {
    body: () => ({ pr_url: `https://github.com/acme/agents/pull/${randomInt(1_000_000)}` }),
    audits: ['incident.link_pr'],
  },
  'POST /api/incidents/:id/merge': {
    body: () => ({ into: mergeTargetId }),
    audits: ['incident.merge', 'incident.merge'],
  },
  'POST /api/incidents/:id/split': {
    body: () => ({ fingerprint: mergedFingerprint }),
    audits: ['incident.split', 'incident.split'],
  },
  'POST /api/incidents/:id/fix-agent': {
    body: () => ({ wait_seconds: 0 }),
    audits: ['fix_run.dispatch', 'incident.fix_dispatched'],
  },
  'POST /api/incidents/:id/regression-runs': { body: () => ({ wait_seconds: 0 }), audits: ['regression_run.start'] },
  'POST /api/regression-runs/:id/candidates': { body: () => ({ candidates: [] }), audits: ['regression_run.attach'] },
  'POST /api/regression-runs/:id/cases/:caseId/tool-calls': {
    body: () => ({ tool_name: `tool ${randomUUID()}` }),
    audits: ['regression_run.answer'],
  },
  'PUT /api/projects/:id/replay-target': {
    body: () => ({ kind: 'pull', deadline_seconds: randomInt(30, 86_400) }),
    audits: ['replay_target.update'],
  },
  'POST /api/projects': { body: () => ({ name: `new ${randomUUID()}` }), audits: ['project.create'] },
  'PATCH /api/projects/:id': { body: () => ({ name: `renamed ${randomUUID()}` }), audits: ['project.update'] },
  'DELETE /api/projects/:id': { audits: ['project.delete'] },
  'POST /api/projects/:id/api-keys': { body: () => ({ name: 'new' }), audits: ['api_key.create'] },
  'DELETE /api/projects/:id/api-keys/:keyId': { audits: ['api_key.revoke'] },
  'POST /api/projects/:id/api-key': { body: () => ({ grace_seconds: 60 }), audits: ['api_key.rotate'] },
  'PUT /api/projects/:id/connected-repo': {
    body: () => ({ repo: `acme/${randomUUID()}` }),
    audits: ['connected_repo.put'],
  },
  'DELETE /api/projects/:id/connected-repo': { arrange: connectRepo, audits: ['connected_repo.delete'] },
  'POST /api/members': { body: () => ({ user_id: randomUUID(), role: 'viewer' }), audits: ['member.add'] },
  'PATCH /api/members/:userId': { body: () => ({ role: 'member' }), audits: ['member.update'] },
  'DELETE /api/members/:userId': { audits: ['member.remove'] },
  'PATCH /api/workspace': { body: () => ({ name: `renamed ${randomUUID()}` }), audits: ['workspace.update'] },
  'POST /api/onboarding/bootstrap': {
    body: () => ({ workspace_name: `new ${randomUUID()}` }),
    audits: ['api_key.create', 'project.create', 'workspace.create'],
  },
  'POST /internal/retention/run': {
    body: (projectId) => ({ project_id: projectId, dry_run: false }),
    namesProject: true,
    as: 'server',
    arrange: addExpired,
    audits: ['retention.run'],
  },
  'POST /api/webhooks': { body: () => ({ url: `https://1.1.1.1/${randomUUID()}` }), audits: ['webhook.create'] },
  'PATCH /api/webhooks/:id': { body: () => ({ description: randomUUID() }), audits: ['webhook.update'] },
  'DELETE /api/webhooks/:id': { audits: ['webhook.delete'] },
  'POST /api/webhooks/:id/rotate': { body: () => ({ grace_seconds: 60 }), audits: ['webhook.rotate'] },
  'POST /api/webhooks/:id/test': { audits: ['webhook.test'] },
  'POST /api/webhooks/:id/deliveries/:deliveryId/redeliver': { audits: ['webhook.redeliver'] },
  ...provenanceMutations,
  ...promptMutations,
  ...publicPromptMutations,
  ...evaluatorMutations,
};

export const changesSomething = ({ method }: { readonly method: string }): boolean =>
  !['GET', 'HEAD', 'OPTIONS'].includes(method);

/** @throws where the table has no line for the route */
export const mutationOf = ({ method, path }: { readonly method: string; readonly path: string }): Mutation => {
  const mutation = mutations[`${method} ${path}`];
  if (!mutation)
    throw new Error(`${method} ${path} changes something: add it, with a body that is right, to mutations.ts`);
  return mutation;
};
