/** One file of a diff. */
export interface DiffFile {
  readonly path: string;
  readonly change: 'edit' | 'create' | 'delete';
  /** As git writes it, e.g. `100644`; null where the diff names none. */
  readonly mode: string | null;
  readonly added: readonly string[];
}

/** Why a text is not a diff that `readDiff` reads. */
export type DiffProblem = 'malformed' | 'binary' | 'rename' | 'mode_change';

export type ReadDiff =
  { readonly files: readonly DiffFile[] } | { readonly problem: DiffProblem; readonly line: number };

class Unreadable extends Error {
  constructor(readonly problem: DiffProblem) {
    super(problem);
  }
}

/** Lines with the one that is next. */
class Lines {
  at = 0;
  constructor(private readonly lines: readonly string[]) {}

  get next(): string | undefined {
    return this.lines[this.at];
  }

  /** What follows the prefix; undefined, and nothing is taken, when the next line begins otherwise. */
  take(prefix: string): string | undefined {
    const line = this.next;
    if (!line?.startsWith(prefix)) return undefined;
    this.at += 1;
    return line.slice(prefix.length);
  }

  expect(prefix: string): string {
    const rest = this.take(prefix);
    if (rest === undefined) throw new Unreadable('malformed');
    return rest;
  }
}

/**
 * Reads the diffs that git writes with `--no-renames`, strictly: whatever else a diff may hold is a problem, not a guess. Lenient
 * readers and `git apply` disagree about headers, and a policy must judge the very files that git would write.
 * @returns files in the order of the diff; an empty text has none
 */
export const readDiff = (diff: string): ReadDiff => {
  const text = diff.split('\n');
  // What git writes ends with a line break.
  if (text.pop() !== '') return { problem: 'malformed', line: text.length + 1 };
  const lines = new Lines(text);
  const files: DiffFile[] = [];
  try {
    while (lines.next !== undefined) files.push(readFile(lines));
    return { files };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.problem, line: lines.at + 1 };
    throw error;
  }
};

const readFile = (lines: Lines): DiffFile => {
  const path = readPath(lines.expect('diff --git '));
  if (lines.next?.startsWith('old mode ')) throw new Unreadable('mode_change');
  const created = lines.take('new file mode ');
  const deleted = created === undefined ? lines.take('deleted file mode ') : undefined;
  if (/^(similarity|dissimilarity|rename|copy) /.test(lines.next ?? '')) throw new Unreadable('rename');
  const index = lines.take('index ');
  const [, indexMode = null] = /^[0-9a-f]+\.\.[0-9a-f]+(?: ([0-7]{6}))?$/.exec(index ?? '') ?? [];
  if (/^(Binary files |GIT binary patch)/.test(lines.next ?? '')) throw new Unreadable('binary');
  const change = created !== undefined ? 'create' : deleted !== undefined ? 'delete' : 'edit';
  const mode = created ?? deleted ?? indexMode;
  // An empty file that comes or goes has no lines, so no more than its header.
  const isEmpty = change !== 'edit' && !lines.next?.startsWith('--- ');
  return { path, change, mode, added: isEmpty ? [] : readHunks(lines, path, change) };
};

/** `a/<path> b/<path>`, the same path twice; git quotes what has control characters, quotes or backslashes in it. */
const readPath = (names: string): string => {
  const length = (names.length - 5) / 2;
  const path = names.slice(2, 2 + length);
  if (names !== `a/${path} b/${path}` || path === '')
    throw new Unreadable(names.startsWith('"') ? 'malformed' : 'rename');
  return path;
};

const readHunks = (lines: Lines, path: string, change: DiffFile['change']): string[] => {
  const [from, to] = [lines.expect('--- '), lines.expect('+++ ')].map((name) => name.replace(/\t$/, ''));
  if (from !== (change === 'create' ? '/dev/null' : `a/${path}`)) throw new Unreadable('malformed');
  if (to !== (change === 'delete' ? '/dev/null' : `b/${path}`)) throw new Unreadable('malformed');
  const added: string[] = [];
  do readHunk(lines, added);
  while (lines.next?.startsWith('@@ '));
  return added;
};

const hunkHeader = /^@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@/;

const readHunk = (lines: Lines, added: string[]): void => {
  const header = hunkHeader.exec(lines.next ?? '');
  if (!header) throw new Unreadable('malformed');
  lines.at += 1;
  let [before, after] = [Number(header[1] ?? 1), Number(header[2] ?? 1)];
  while (before > 0 || after > 0) {
    const line = lines.next;
    const sign = line?.[0];
    if (line === undefined || (sign !== ' ' && sign !== '+' && sign !== '-' && sign !== '\\'))
      throw new Unreadable('malformed');
    lines.at += 1;
    if (sign === '\\') continue;
    if (sign !== '+') before -= 1;
    if (sign !== '-') after -= 1;
    if (sign === '+') added.push(line.slice(1));
  }
  if (before < 0 || after < 0) throw new Unreadable('malformed');
  lines.take('\\ ');
};
