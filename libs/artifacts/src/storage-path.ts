import { createHash } from 'node:crypto';

/** A trace id that may stand in a path as it is. */
const plain = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Where an artifact's bytes lie: `artifacts/<workspace>/<trace>/<artifact uuid>/<filename>` (native.md §7). */
export const storagePath = (of: {
  workspaceId: string;
  traceExternalId: string;
  id: string;
  filename: string;
}): string => ['artifacts', of.workspaceId, traceSegment(of.traceExternalId), of.id, of.filename].join('/');

const traceSegment = (externalId: string): string =>
  plain.test(externalId) ? externalId : `t_${createHash('sha256').update(externalId).digest('hex').slice(0, 32)}`;
