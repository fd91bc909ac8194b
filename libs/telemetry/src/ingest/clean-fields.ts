const maxPathLength = 2_048;

/** The host alone, in lower case; a port stays. Scheme, user info and all from the first `/` are cut. */
export const cleanHost = (sent: string): string => {
  const [authority = ''] = sent
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .split(/[/?#]/, 1);
  return authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
};

/** The path alone: query and fragment, which hold what nobody meant to log, are never kept. */
export const cleanPath = (sent: string): string => {
  const [path = ''] = sent.trim().split(/[?#]/, 1);
  return path.startsWith('/') ? path : `/${path}`;
};

/** @param path masked already: half of a secret would not be known as one */
export const cutPath = (path: string): { readonly path: string; readonly isPathTruncated: boolean } =>
  path.length <= maxPathLength
    ? { path, isPathTruncated: false }
    : { path: path.slice(0, maxPathLength).toWellFormed(), isPathTruncated: true };

const traceParentId = /^[0-9a-f]{32}$/i;

/** A trace id as it is compared (telemetry.md §4): W3C's is the same in either case. As `debrief.wire_id` of the database. */
export const toWireId = (traceId: string): string => (traceParentId.test(traceId) ? traceId.toLowerCase() : traceId);
