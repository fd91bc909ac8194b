import type { Config } from '../config/config';
import { deriveKey } from '../secrets/derive-key';
import { LocalObjectStore } from './local-object-store';
import { ObjectStore } from './object-store';
import { SupabaseObjectStore } from './supabase-object-store';

/** The store that the settings name: Supabase Storage, or a folder served by this api. */
export const createObjectStore = (config: Config, allowedTypes: readonly string[]): ObjectStore => {
  const { objectStore, http, limits, secret } = config;
  if (objectStore.kind === 'supabase')
    return new SupabaseObjectStore({ ...objectStore, maxBytes: limits.artifactBytes, allowedTypes });
  return new LocalObjectStore({
    folder: objectStore.folder,
    publicUrl: http.publicUrl,
    signingKey: deriveKey(secret, 'object-url'),
  });
};
