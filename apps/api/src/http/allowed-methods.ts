/** A route as it was declared. */
export interface DeclaredRoute {
  readonly method: string;
  /** E.g. `/api/v1/project/:project/otel/traces/:traceId`. */
  readonly path: string;
}

/** The methods that a path is served with; none where there is no such path, or where it takes all. HEAD is served wherever GET is. */
export const allowedMethods = (routes: readonly DeclaredRoute[], path: string): string[] => {
  const asked = path.split('/').filter(Boolean);
  const matching = routes.filter(({ path: declared }) => isServed(declared.split('/').filter(Boolean), asked));
  if (matching.some(({ method }) => method === 'ALL')) return [];
  return [...new Set(matching.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].sort();
};

/** A parameter stands for one part of a path; a wildcard, of which there is one at most, for one or more. Linear: anybody may ask. */
const isServed = (parts: readonly string[], asked: readonly string[]): boolean => {
  const wildcard = parts.findIndex((part) => part.startsWith('*'));
  if (wildcard === -1) return parts.length === asked.length && fits(parts, asked);
  const behind = parts.slice(wildcard + 1);
  return (
    asked.length >= parts.length &&
    fits(parts.slice(0, wildcard), asked) &&
    fits(behind, asked.slice(asked.length - behind.length))
  );
};

const fits = (parts: readonly string[], asked: readonly string[]): boolean =>
  parts.every((part, at) => part.startsWith(':') || part === asked[at]);
