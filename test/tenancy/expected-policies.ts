import type { Grant } from '../../apps/api/src/http/requires';

type Policy = readonly Grant[] | 'public';

/** Who may call which route, as the contract says it (native.md 2 and 12); parameters as `{}`. */
const contract: Readonly<Record<string, Policy>> = {
  'POST /api/traces': ['key:ingest', 'member'],
  'POST /api/traces/{}/events': ['key:ingest', 'member'],
  'POST /api/traces/{}/artifacts': ['key:ingest', 'member'],
  'GET /api/sessions': ['viewer'],
  'GET /api/traces/{}/events': ['viewer'],
  'GET /api/traces/{}/analysis': ['viewer'],
  'PUT /api/traces/{}/analysis': ['server'],
  'GET /api/stream': ['viewer'],
  'GET /artifacts/{}': ['viewer'],
  'POST /api/traces/{}/analyze': ['member'],
  'GET /api/incidents': ['viewer'],
  'PATCH /api/incidents/{}': ['member'],
  'POST /api/incidents/{}/fix-agent': ['member'],
  'POST /api/incidents/{}/regression-runs': ['member'],

  'GET /api/traces/{}': ['viewer', 'key:read'],
  'DELETE /api/traces/{}': ['owner'],
  'GET /api/traces/{}/cassette': ['viewer', 'key:read'],
  'GET /api/incidents/{}': ['viewer', 'key:read'],
  'GET /api/incidents/{}/context': ['viewer', 'key:read'],
  'POST /api/incidents/{}/pr-link': ['member', 'key:write'],
  'GET /api/incidents/{}/fix-runs': ['viewer', 'key:read'],
  'GET /api/incidents/{}/regression-runs': ['viewer', 'key:read'],
  'GET /api/fix-runs/{}': ['viewer', 'key:read'],
  'GET /api/regression-runs/{}': ['viewer', 'key:read'],
  'POST /api/regression-runs/{}/candidates': ['member', 'key:write'],
  'POST /api/regression-runs/{}/cases/{}/tool-calls': ['member', 'key:write'],
  'GET /api/projects': ['viewer'],
  'POST /api/projects': ['owner'],
  'GET /api/projects/{}': ['viewer'],
  'PATCH /api/projects/{}': ['owner'],
  'DELETE /api/projects/{}': ['owner'],
  'GET /api/projects/{}/api-keys': ['owner'],
  'POST /api/projects/{}/api-keys': ['owner'],
  'DELETE /api/projects/{}/api-keys/{}': ['owner'],
  'POST /api/projects/{}/api-key': ['owner'],
  'GET /api/projects/{}/connected-repo': ['viewer', 'key:read'],
  'PUT /api/projects/{}/connected-repo': ['owner'],
  'DELETE /api/projects/{}/connected-repo': ['owner'],
  'GET /api/projects/{}/replay-target': ['owner'],
  'PUT /api/projects/{}/replay-target': ['owner'],
  'GET /api/members': ['viewer'],
  'POST /api/members': ['owner'],
  'PATCH /api/members/{}': ['owner'],
  'DELETE /api/members/{}': ['owner'],
  'POST /api/onboarding/bootstrap': ['user'],
  'GET /api/workspace': ['viewer'],
  'PATCH /api/workspace': ['owner'],
  'POST /api/incidents/{}/merge': ['member'],
  'POST /api/incidents/{}/split': ['member'],
  'GET /api/webhooks': ['owner'],
  'POST /api/webhooks': ['owner'],
  'PATCH /api/webhooks/{}': ['owner'],
  'DELETE /api/webhooks/{}': ['owner'],
  'POST /api/webhooks/{}/rotate': ['owner'],
  'POST /api/webhooks/{}/test': ['owner'],
  'GET /api/webhooks/{}/deliveries': ['owner'],
  'POST /api/webhooks/{}/deliveries/{}/redeliver': ['owner'],
  'GET /api/github/callback': 'public',
  'POST /api/github/webhook': 'public',
  'GET /api/regression-runs/{}/work': ['member', 'key:write'],
  'GET /api/regression-runs/{}/proof': ['viewer', 'key:read'],
  'GET /.well-known/debrief-proof.json': 'public',
  'GET /api/audit-log': ['owner'],
  'POST /internal/retention/run': ['server'],
  'GET /health': 'public',
};

/** The surface of HTTP telemetry (telemetry.md 1 and 3). */
const telemetry: Readonly<Record<string, Policy>> = {
  'POST /ingest/v1/http-requests': ['key:ingest'],
  'GET /api/v1/http-requests': ['viewer', 'key:read'],
  'GET /api/v1/http-requests/{}': ['viewer', 'key:read'],
  'GET /api/v1/http-requests/stats': ['viewer', 'key:read'],
  'GET /api/v1/http-requests/stats/series': ['viewer', 'key:read'],
  'GET /api/v1/http-requests/top-hosts': ['viewer', 'key:read'],
  'GET /api/v1/http-requests/top-paths': ['viewer', 'key:read'],
  'GET /api/v1/http-requests/by-trace': ['viewer', 'key:read'],
};

/** Routes of the process itself, of the local object store and of media, whose signed URLs are their own credential. */
const beside: Readonly<Record<string, Policy>> = {
  'GET /ready': 'public',
  'GET /metrics': 'public',
  'GET /docs': 'public',
  'GET /docs/{}': 'public',
  'GET /openapi.json': 'public',
  'GET /api/openapi.json': 'public',
  'GET /openapi.yaml': 'public',
  'GET /objects/{}': 'public',
  'PUT /objects/{}': 'public',
  'GET /media-content/{}': 'public',
  'PUT /media-content/{}': 'public',
  'GET /project/{}': 'public',
  'GET /trace/{}': 'public',
};

const expected: Readonly<Record<string, Policy>> = { ...contract, ...telemetry, ...beside };

/** Routes of the native surface; the other surfaces have theirs under these prefixes. */
const otherSurfaces = /^\/(otel|v1|ingest|api\/(v1|public)|api\/projects\/[^/]+\/sessions)(\/|$)/;

/** Whether errors of a path have the native form, with its codes; other surfaces have codes of their own. */
export const isNative = (path: string): boolean => !otherSurfaces.test(path);

const isTelemetry = (path: string): boolean => /^\/(ingest|api\/v1\/http-requests)(\/|$)/.test(path);

const isPlatform = (path: string): boolean =>
  /^(?:\/api)?\/v1\/|^\/api\/public\//.test(path) && path !== '/api/public/health' && path !== '/api/v1/health';

/** Who reads and who deletes as trace explorers (otel.md C1) and programs (platform.md A) do. */
const explorerPolicies: Readonly<Record<string, Policy>> = {
  GET: ['viewer', 'key:read'],
  DELETE: ['owner', 'key:write'],
};

const wordsOf = (policy: Policy | undefined): string =>
  policy === undefined ? 'none' : policy === 'public' ? policy : [...policy].sort().join(' or ');

/** @returns what is wrong with who may call a route; undefined where it is as the contract says */
export const findPolicyProblem = (route: {
  readonly method: string;
  readonly path: string;
  readonly policy: Policy | undefined;
}): string | undefined => {
  const explorer = explorerPolicies[route.method];
  if (explorer && (route.path.startsWith('/api/v1/project/') || isPlatform(route.path)))
    return wordsOf(route.policy) === wordsOf(explorer)
      ? undefined
      : `${route.method} ${route.path}: ${wordsOf(route.policy)}`;
  if (!isNative(route.path) && !isTelemetry(route.path)) return undefined;
  const name = `${route.method} ${route.path.replace(/\/[:*][^/]+/g, '/{}')}`;
  const policy = expected[name];
  if (policy === undefined) return `${name}: say in expected-policies.ts who may call it`;
  const [declared, said] = [wordsOf(route.policy), wordsOf(policy)];
  return declared === said ? undefined : `${name}: declares ${declared}, the contract says ${said}`;
};
