import type { PathProblem } from './decide-path';
import { findWriteProblem } from './decide-path';
import { type DiffFile, type DiffProblem, readDiff } from './read-diff';

/** Why a diff is discarded. `path_not_allowed` covers what the contract lists under that word (native.md §10). */
export type DiffRefusal = 'path_not_allowed' | 'no_change' | 'malformed_diff' | 'secret_in_diff' | 'redaction_in_diff';

export type DiffDetail =
  | PathProblem
  | DiffProblem
  | 'symlink'
  | 'submodule'
  | 'file_mode'
  | 'twice'
  | 'too_many_files'
  | 'too_large'
  | 'secret'
  | 'redaction';

export type DiffVerdict =
  | { readonly allowed: true; readonly files: readonly DiffFile[] }
  | {
      readonly allowed: false;
      readonly reason: DiffRefusal;
      readonly detail: DiffDetail | null;
      /** The path at fault, where it is one; as the diff wrote it. */
      readonly path: string | null;
    };

export interface DiffRules {
  readonly allowedPaths: readonly string[];
  /** Whether a line holds something that looks like a credential. */
  readonly holdsSecret: (line: string) => boolean;
}

export const maxFiles = 50;
export const maxDiffBytes = 1024 * 1024;

const refuse = (reason: DiffRefusal, detail: DiffDetail | null, path: string | null = null): DiffVerdict => ({
  allowed: false,
  reason,
  detail,
  path,
});

/**
 * Whether a diff may become a proposal: as a whole, or not at all (native.md §10). It is judged by itself, not by how it was made.
 */
export const decideDiff = (diff: string, rules: DiffRules): DiffVerdict => {
  if (diff === '') return refuse('no_change', null);
  if (Buffer.byteLength(diff) > maxDiffBytes) return refuse('path_not_allowed', 'too_large');
  const read = readDiff(diff);
  if ('problem' in read)
    return refuse(read.problem === 'malformed' ? 'malformed_diff' : 'path_not_allowed', read.problem);
  if (read.files.length > maxFiles) return refuse('path_not_allowed', 'too_many_files');
  const seen = new Set<string>();
  for (const file of read.files) {
    const detail = findWriteProblem(file.path, rules.allowedPaths) ?? findModeProblem(file);
    if (detail) return refuse('path_not_allowed', detail, file.path);
    const folded = file.path.normalize('NFKC').toLowerCase();
    if (seen.has(folded)) return refuse('path_not_allowed', 'twice', file.path);
    seen.add(folded);
  }
  return findContentProblem(read.files, rules) ?? { allowed: true, files: read.files };
};

const findModeProblem = ({ mode, change }: DiffFile): DiffDetail | null => {
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  // A new executable is a new program; an edit of an existing one keeps its mode.
  if (mode === '100644' || (mode === '100755' && change !== 'create')) return null;
  return 'file_mode';
};

const findContentProblem = (files: readonly DiffFile[], { holdsSecret }: DiffRules): DiffVerdict | null => {
  for (const { path, added } of files) {
    if (added.some(holdsSecret)) return refuse('secret_in_diff', 'secret', path);
    // The model saw this in the place of a secret, and would put it where the secret was.
    if (added.some((line) => line.includes('[REDACTED]'))) return refuse('redaction_in_diff', 'redaction', path);
  }
  return null;
};
