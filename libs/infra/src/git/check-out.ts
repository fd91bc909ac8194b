import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRemote } from '../github/github.types';
import { chooseRef } from './choose-ref';
import { type GitOutcome, runGit } from './run-git';
import { measureTree } from './measure-tree';

export interface CheckoutLimits {
  /** Of what is transferred, and of what lies in the folder afterwards. */
  readonly maxBytes: number;
  readonly maxFiles: number;
  /** For each step: find, fetch, write. */
  readonly timeoutMs: number;
}

export const checkoutLimits: CheckoutLimits = { maxBytes: 512 * 1024 * 1024, maxFiles: 100_000, timeoutMs: 120_000 };

export type CheckoutOutcome =
  | { readonly type: 'done'; readonly folder: string; readonly commit: string }
  | { readonly type: 'ref_not_found' | 'too_large' | 'timed_out' | 'failed' | 'no_git' };

class Stopped extends Error {
  constructor(readonly type: Exclude<CheckoutOutcome['type'], 'done'>) {
    super(type);
  }
}

const folderPrefix = 'debrief-checkout-';

/**
 * Writes the files of one commit, without its history, into a new folder. Nothing of the repository runs: no hook, filter or
 * submodule; links become plain files that hold their target. The credential is in no argument and in no file.
 * @param ref branch, tag or full commit id
 */
export const checkOut = async (
  remote: GitRemote,
  ref: string,
  limits: CheckoutLimits = checkoutLimits,
): Promise<CheckoutOutcome> => {
  const folder = await mkdtemp(join(tmpdir(), folderPrefix));
  try {
    return { type: 'done', folder, commit: await fill(folder, remote, ref, limits) };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (error instanceof Stopped) return { type: error.type };
    throw error;
  }
};

const fill = async (folder: string, { url, authorization }: GitRemote, ref: string, limits: CheckoutLimits) => {
  const git = async (args: readonly string[], isRemote = false): Promise<string> => {
    const settings = isRemote ? { [`http.${url}.extraHeader`]: `Authorization: ${authorization}` } : {};
    const protocols = isRemote ? new URL(url).protocol.slice(0, -1) : undefined;
    const { timeoutMs, maxBytes } = limits;
    return outputOf(await runGit({ args, folder, settings, protocols, timeoutMs, maxFileBytes: maxBytes }));
  };
  await git(['init', '--quiet', '--template=', '.']);
  const commit = isCommitId(ref)
    ? ref
    : chooseRef(
        await git(['ls-remote', '--', url, `refs/heads/${ref}`, `refs/tags/${ref}`, `refs/tags/${ref}^{}`], true),
        ref,
      );
  if (commit === undefined) throw new Stopped('ref_not_found');
  await git(['fetch', '--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head', '--', url, commit], true);
  const { bytes, files } = measureTree(await git(['ls-tree', '-r', '-z', '--long', `${commit}^{tree}`]));
  if (bytes > limits.maxBytes || files > limits.maxFiles) throw new Stopped('too_large');
  await git(['checkout', '--quiet', '--detach', commit, '--']);
  return commit;
};

const outputOf = (outcome: GitOutcome): string => {
  if (outcome.type === 'done') return outcome.stdout;
  throw new Stopped(outcome.type === 'failed' ? 'failed' : outcome.type);
};

const isCommitId = (ref: string): boolean => /^[0-9a-f]{40}$/.test(ref);
