import { invalid, isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';

/** A file as a checkpoint knows it: that it was there, never what was in it. */
export interface FileState {
  readonly hash: string | null;
  /** Bytes. */
  readonly size: number | null;
}

export type FilesSnapshot = Readonly<Record<string, FileState>>;

const maxPath = 4_096;
const maxHash = 256;

/**
 * Path → hash and size out of what a client sent: `{path: {hash, size}}`, `{path: "hash"}` too. Whatever else a file is told with, its
 * content above all, is left out.
 * @throws DomainError INVALID
 */
export const readFilesSnapshot = (field: string, sent: JsonObject): FilesSnapshot => {
  const snapshot = Object.create(null) as Record<string, FileState>;
  for (const [path, file] of Object.entries(sent)) {
    if (path.length > maxPath) throw invalid(field, `must have paths of at most ${maxPath} characters`);
    snapshot[path] = readFile(field, file);
  }
  return snapshot;
};

const readFile = (field: string, file: JsonValue): FileState => {
  if (file === null) return { hash: null, size: null };
  if (typeof file === 'string') return { hash: readHash(field, file), size: null };
  if (!isJsonObject(file)) throw invalid(field, 'must map each path to {hash, size}');
  const { hash = null, size = null } = file;
  if (size !== null && (!Number.isSafeInteger(size) || (size as number) < 0))
    throw invalid(field, 'must have sizes that are whole numbers of 0 or more');
  return { hash: readHash(field, hash), size: size as number | null };
};

const readHash = (field: string, hash: JsonValue): string | null => {
  if (hash === null) return null;
  if (typeof hash !== 'string' || hash.length > maxHash)
    throw invalid(field, `must have hashes that are strings of at most ${maxHash} characters`);
  return hash;
};

/** What a checkpoint comes to where its client does not say it. */
export const totalsOf = (
  snapshot: FilesSnapshot | null,
  filesChanged: readonly string[],
): { readonly files: number; readonly bytes: number } => {
  const files = Object.values(snapshot ?? {});
  return {
    files: snapshot === null ? filesChanged.length : files.length,
    bytes: files.reduce((sum, { size }) => sum + (size ?? 0), 0),
  };
};
