import type { Site } from './site';

export const doomed = 'doomed';

/** A run, its own session, that a body can name. */
export const addDoomed = async ({ api, own }: Pick<Site, 'api' | 'own'>): Promise<void> => {
  await api.call(own.secretKey, 'POST', '/api/traces', { id: doomed });
};
