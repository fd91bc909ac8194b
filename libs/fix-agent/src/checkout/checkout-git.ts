import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from '@debrief/infra';
import type { FileChange } from '@debrief/repositories';
import type { DiffFile } from '../diff/read-diff';

const limits = { timeoutMs: 60_000, maxFileBytes: 64 * 1024 * 1024 };

/** Plain diffs: nothing that the repository or the machine configures changes how they are written. */
const diffArgs = [
  'diff',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--no-relative',
  '--full-index',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--submodule=short',
  'HEAD',
  '--',
];

/** Git's own view of a checkout: what was changed in it, and whether a diff applies to its commit. */
export class CheckoutGit {
  constructor(private readonly folder: string) {}

  /** All changes since the commit, new files included, also those that the repository would ignore. */
  async diff(): Promise<string> {
    await this.git(['add', '--intent-to-add', '--force', '--', '.']);
    return this.git(diffArgs);
  }

  /**
   * Puts the checkout back to its commit and applies a diff there.
   * @returns what its files hold then; undefined when it does not apply, or git takes it for a change of other files
   */
  async apply(diff: string, files: readonly DiffFile[]): Promise<FileChange[] | undefined> {
    await this.git(['reset', '--quiet', '--hard', 'HEAD']);
    await this.git(['clean', '--quiet', '-ffdx']);
    const patch = join(this.folder, '.git', 'proposal.diff');
    await writeFile(patch, diff);
    const stat = await this.tryGit(['apply', '--numstat', '-z', '--', patch]);
    if (stat === undefined || !isSameFiles(stat, files)) return undefined;
    if ((await this.tryGit(['apply', '--index', '--whitespace=nowarn', '--', patch])) === undefined) return undefined;
    return Promise.all(files.map((file) => this.readStaged(file)));
  }

  /** Whether a text stands anywhere in the commit. */
  async knows(text: string): Promise<boolean> {
    return (
      (await this.tryGit(['grep', '--quiet', '--ignore-case', '--fixed-strings', '-e', text, 'HEAD', '--'])) !==
      undefined
    );
  }

  /** As it would be committed: the working tree may hold other line ends. */
  private async readStaged({ path, change, mode }: DiffFile): Promise<FileChange> {
    if (change === 'delete') return { path, content: null };
    return { path, content: await this.git(['cat-file', 'blob', `:${path}`]), isExecutable: mode === '100755' };
  }

  private async git(args: readonly string[]): Promise<string> {
    const output = await this.tryGit(args);
    if (output === undefined) throw new Error(`git ${args[0]} failed in a checkout`);
    return output;
  }

  private async tryGit(args: readonly string[]): Promise<string | undefined> {
    const settings = { 'core.quotePath': 'false' };
    const outcome = await runGit({ args, folder: this.folder, settings, ...limits });
    if (outcome.type === 'done') return outcome.stdout;
    if (outcome.type === 'failed') return undefined;
    throw new Error(`git ${args[0]} in a checkout: ${outcome.type}`);
  }
}

/** `<added>\t<removed>\t<path>\0` for each file, in the order of the diff. */
const isSameFiles = (numstat: string, files: readonly DiffFile[]): boolean => {
  const paths = numstat
    .split('\0')
    .slice(0, -1)
    .map((entry) => entry.split('\t').slice(2).join('\t'));
  return JSON.stringify(paths) === JSON.stringify(files.map(({ path }) => path));
};
