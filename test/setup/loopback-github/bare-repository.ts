import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An entry of a tree: a file's text, or another kind of object. */
export type Entry =
  | string
  | { readonly mode: '100755' | '120000'; readonly content: string }
  /** A commit of another repository. */
  | { readonly mode: '160000'; readonly sha: string };

export interface TreeEdit {
  readonly path: string;
  readonly mode: string;
  /** Null removes the path. */
  readonly sha?: string | null;
  readonly content?: string;
}

const author = {
  GIT_AUTHOR_NAME: 'debrief[bot]',
  GIT_AUTHOR_EMAIL: 'bot@example.test',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@example.test',
};

/** A real bare git repository in a temporary folder, driven by git's own plumbing. */
export class BareRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'debrief-bare-'));

  constructor(readonly defaultBranch = 'main') {
    this.git(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, '.']);
    this.git(['config', 'http.receivepack', 'false']);
  }

  /** Commits the given files, and no others, to a branch. @returns the commit */
  commit(files: Readonly<Record<string, Entry>>, branch = this.defaultBranch): string {
    const edits = Object.entries(files).map(([path, entry]) =>
      typeof entry === 'string' ? { path, mode: '100644', content: entry } : { path, ...entry },
    );
    const parent = this.find(`refs/heads/${branch}`);
    const tree = this.writeTree(undefined, edits) ?? '';
    const sha = this.writeCommit(tree, parent ? [parent] : [], `Files of ${branch}`);
    this.git(['update-ref', `refs/heads/${branch}`, sha]);
    return sha;
  }

  /** @returns undefined when an edit removes what is not there */
  writeTree(base: string | undefined, edits: readonly TreeEdit[]): string | undefined {
    const index = { GIT_INDEX_FILE: join(this.folder, `index-${Math.random().toString(36).slice(2)}`) };
    this.git(['read-tree', base ?? '--empty'], { env: index });
    for (const { path, mode, sha, content } of edits) {
      const isThere = this.git(['ls-files', '--', path], { env: index }) !== '';
      if (sha === null && !isThere) return undefined;
      const blob = content === undefined ? sha : this.git(['hash-object', '-w', '--stdin'], { input: content });
      const line = sha === null ? `0 ${'0'.repeat(40)}\t${path}\0` : `${mode} ${blob}\t${path}\0`;
      this.git(['update-index', '-z', '--index-info'], { env: index, input: line });
    }
    const tree = this.git(['write-tree', '--missing-ok'], { env: index });
    rmSync(index.GIT_INDEX_FILE, { force: true });
    return tree;
  }

  writeCommit(tree: string, parents: readonly string[], message: string): string {
    return this.git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], {
      input: message,
      env: author,
    });
  }

  /** The id that a name leads to. */
  find(name: string): string | undefined {
    const { status, stdout } = this.run(['rev-parse', '--quiet', '--verify', '--end-of-options', name]);
    return status === 0 ? stdout.trim() : undefined;
  }

  readCommit(sha: string): { readonly tree: string; readonly parents: string[]; readonly message: string } | undefined {
    if (this.run(['cat-file', '-e', `${sha}^{commit}`]).status !== 0) return undefined;
    const [tree = '', parents = '', ...message] = this.git(['show', '-s', '--format=%T%n%P%n%B', sha]).split('\n');
    return { tree, parents: parents.split(' ').filter(Boolean), message: message.join('\n') };
  }

  /** Path → mode and text of every file of a commit. */
  filesOf(commit: string): Record<string, string> {
    const lines = this.git(['ls-tree', '-r', '-z', commit]).split('\0').filter(Boolean);
    return Object.fromEntries(
      lines.map((line) => {
        const [facts = '', path = ''] = line.split('\t');
        const [mode = '', type = '', sha = ''] = facts.split(' ');
        const text = type === 'blob' ? this.run(['cat-file', 'blob', sha]).stdout : sha;
        return [path, mode === '100644' ? text : `${mode}:${text}`];
      }),
    );
  }

  git(args: readonly string[], options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {}): string {
    const { status, stdout, stderr } = this.run(args, options);
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
    return stdout.trimEnd();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(args: readonly string[], { input, env }: { input?: string; env?: NodeJS.ProcessEnv } = {}) {
    return spawnSync('git', args, {
      cwd: this.folder,
      input,
      env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', ...env },
      encoding: 'utf8',
    });
  }
}
