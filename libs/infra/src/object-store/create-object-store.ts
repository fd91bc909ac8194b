import type { Config } from '../config/config';
import { deriveKey } from '../secrets/derive-key';
import { LocalObjectStore } from './local-object-store';
import { ObjectStore } from './object-store';
import { SupabaseObjectStore } from './supabase-object-store';

/** What the bucket takes: recordings and screenshots by their type, everything else as bytes that no browser shows. */
export const storedTypes = ['video/webm', 'image/png', 'image/jpeg', 'application/octet-stream'] as const;

/** The store that the settings name: Supabase Storage, or a folder served by this api. */
export const createObjectStore = (config: Config): ObjectStore => {
  const { objectStore, http, limits, secret } = config;
  const maxBytes = Math.max(limits.artifactBytes, limits.mediaBytes);
  if (objectStore.kind === 'supabase')
    return new SupabaseObjectStore({ ...objectStore, maxBytes, allowedTypes: storedTypes });
  return new LocalObjectStore({
    folder: objectStore.folder,
    publicUrl: http.publicUrl,
    signingKey: deriveKey(secret, 'object-url'),
  });
};
