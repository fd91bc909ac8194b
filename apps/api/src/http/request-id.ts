import { randomUUID } from 'node:crypto';

const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

/** The client's own id when it is safe to print and index (a UUID is), else a new UUID. */
export const decideRequestId = (sent: string | undefined): string =>
  sent !== undefined && acceptable.test(sent) ? sent : randomUUID();
