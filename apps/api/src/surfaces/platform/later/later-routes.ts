import { v1 } from '../v1/paths';

/** Also whatever is below it. */
const withAll = (path: string): string => `${path}{/*rest}`;
const langfuse = (...paths: readonly string[]): string[] => paths.map((path) => `api/public/${path}`);

/** Everything below these paths, with every method. */
const whole: readonly string[] = [
  ...langfuse('metrics', 'v2/metrics', 'models', 'annotation-queues', 'experiments', 'experiment-items'),
  ...langfuse('organizations', 'scim', 'llm-connections', 'integrations/blob-storage', 'feedback', 'unstable'),
  ...langfuse('v2/evaluators', 'v2/evaluation-rules'),
  ...['annotation-queues', 'file-operations', 'terminal-commands'].flatMap(v1),
  ...['webhooks', 'import', 'export', 'graphql'].flatMap(v1),
];

const ofTraces: readonly string[] = ['file-operations', 'terminal-commands'].flatMap((what) =>
  v1(`traces/:id/${what}`),
);

/**
 * What clients of the Platform surface know and this server does not serve yet (platform.md B and C4): each is answered 501, and is not in
 * the API document. By method, where a path is served with another.
 */
export const laterRoutes = {
  every: [...whole.map(withAll), ...ofTraces],
  post: langfuse('traces', 'spans', 'generations', 'events', 'projects', 'projects/:projectId/apiKeys'),
  get: langfuse('projects/:projectId/apiKeys'),
  put: langfuse('projects/:projectId'),
  delete: langfuse('projects/:projectId', 'projects/:projectId/apiKeys/:apiKeyId'),
};
