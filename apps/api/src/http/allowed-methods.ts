/** A route as it was declared. */
export interface DeclaredRoute {
  readonly method: string;
  /** E.g. `/api/v1/project/:project/otel/traces/:traceId`. */
  readonly path: string;
}

/** The methods that a path is served with; none where there is no such path, or where it takes all. HEAD is served wherever GET is. */
export const allowedMethods = (routes: readonly DeclaredRoute[], path: string): string[] => {
  const asked = path.split('/').filter(Boolean);
  const matching = routes.filter(({ path: declared }) => {
    const parts = declared.split('/').filter(Boolean);
    return parts.length === asked.length && parts.every((part, at) => part.startsWith(':') || part === asked[at]);
  });
  if (matching.some(({ method }) => method === 'ALL')) return [];
  return [...new Set(matching.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].sort();
};
