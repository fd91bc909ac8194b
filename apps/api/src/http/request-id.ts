import { randomUUID } from 'node:crypto';
import { isUuid } from '@debrief/kernel';

const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

/** Clients of these read the id of a request as a UUID (telemetry.md §2). */
const uuidsOnly = /^\/(ingest\/|api\/v1\/http-requests)/;

/** The client's own id when it is safe to print and index (a UUID is), else a new UUID. */
export const decideRequestId = (sent: string | undefined, path = '/'): string => {
  const isGood = sent !== undefined && (uuidsOnly.test(path) ? isUuid(sent) : acceptable.test(sent));
  return isGood ? sent : randomUUID();
};
