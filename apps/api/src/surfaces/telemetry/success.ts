import type { Scope } from '@debrief/kernel';

/** What is read is answered in the envelope of the surface. */
export const toSuccess = <T>({ requestId }: Scope, data: T) => ({
  success: true,
  data,
  meta: { requestId, timestamp: new Date().toISOString() },
});

const metaExample = { requestId: '7c9e6679-7425-40de-944b-e07fc1f90ae7', timestamp: '2026-03-31T12:00:00.000Z' };

export const successExample = (data: unknown) => ({ success: true, data, meta: metaExample });
