import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '@debrief/infra';
import type { ArtifactRow } from './artifacts.queries';
import { sniffBytes, sniffMediaType } from './sniff-media-type';

type Declared = Pick<ArtifactRow, 'storagePath' | 'sizeBytes' | 'sha256'>;

/**
 * Looks at the bytes that a client put for a registered artifact.
 * @returns their type and hash; undefined when they are absent, or are not what was declared
 */
export const inspectObject = async (
  store: ObjectStore,
  declared: Declared,
): Promise<{ contentType: string; sha256: string } | undefined> => {
  const { storagePath, sizeBytes } = declared;
  const stored = await store.stat(storagePath);
  if (stored?.sizeBytes !== sizeBytes) return undefined;
  const bytes = await store.read(storagePath);
  if (!bytes) return undefined;
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (head.length < sniffBytes) head = Buffer.concat([head, chunk.subarray(0, sniffBytes - head.length)]);
    hash.update(chunk);
  }
  const contentType = sniffMediaType(head);
  const sha256 = hash.digest('hex');
  if (!contentType || (declared.sha256 !== null && declared.sha256 !== sha256)) return undefined;
  if (stored.contentType !== null && stored.contentType !== contentType)
    await correctType(store, storagePath, contentType);
  return { contentType, sha256 };
};

/** A store that serves by its own record of the type must not serve a JPEG as PNG because the client put it so. */
const correctType = async (store: ObjectStore, path: string, contentType: string): Promise<void> => {
  const bytes = await store.read(path);
  if (bytes) await store.put(path, await buffer(bytes), { contentType });
};
