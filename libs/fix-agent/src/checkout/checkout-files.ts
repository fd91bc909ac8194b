import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findPathProblem, findWriteProblem, type PathProblem } from '../diff/decide-path';

/** `refused`: a rule forbids it. Else what is wrong with the request, for the model to try again. */
export type FileProblem =
  | { readonly kind: 'refused'; readonly detail: PathProblem | 'symlink' | 'not_a_file' }
  | { readonly kind: 'failed'; readonly message: string };

export class FileError extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem.kind === 'refused' ? `refused: ${problem.detail}` : problem.message);
  }
}

const refused = (detail: Extract<FileProblem, { kind: 'refused' }>['detail']) =>
  new FileError({ kind: 'refused', detail });
const failed = (message: string) => new FileError({ kind: 'failed', message });

export const fileLimits = {
  /** Bytes of a file that is read or edited. */
  fileBytes: 1024 * 1024,
  listedFiles: 2_000,
  searchedFiles: 20_000,
  searchedBytes: 64 * 1024 * 1024,
  hits: 100,
};

export interface SearchHit {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The files of a checkout as a model may use them: by relative paths, without following a link, without a shell. Files are only
 * written below the allowed paths. Every method throws `FileError`.
 */
export class CheckoutFiles {
  /** @param folder nobody else writes to it meanwhile */
  constructor(
    private readonly folder: string,
    private readonly allowedPaths: readonly string[],
  ) {}

  /** Paths of the files below a folder (`''`: all), sorted; links, secrets and what git keeps for itself are left out. */
  async list(folder: string): Promise<string[]> {
    const paths = await this.pathsBelow(folder, fileLimits.listedFiles + 1);
    if (paths.length > fileLimits.listedFiles) throw failed(`more than ${fileLimits.listedFiles} files: name a folder`);
    return paths;
  }

  async read(path: string): Promise<string> {
    await this.checkParents(readable(path));
    return this.readText(path);
  }

  /** Lines that hold a text, case counting. Files that are large or no text are passed over. */
  async search(text: string, folder: string): Promise<SearchHit[]> {
    if (text === '' || text.includes('\n')) throw failed('the text to search for must be one line');
    const hits: SearchHit[] = [];
    let bytes = 0;
    for (const path of await this.pathsBelow(folder, fileLimits.searchedFiles)) {
      const content = await this.readText(path).catch(() => '');
      for (const [line, found] of linesWith(content, text))
        if (hits.push({ path, line, text: found }) >= fileLimits.hits) return hits;
      bytes += content.length;
      if (bytes >= fileLimits.searchedBytes) return hits;
    }
    return hits;
  }

  /** Replaces the one place where `before` stands. */
  async edit(path: string, before: string, after: string): Promise<void> {
    await this.checkParents(this.writable(path));
    if (before === '' || before === after) throw failed('before and after must differ, and before must not be empty');
    const content = await this.readText(path);
    const [first, last] = [content.indexOf(before), content.lastIndexOf(before)];
    if (first === -1) throw failed('before does not occur in the file');
    if (first !== last) throw failed('before occurs more than once: take more of what stands around it');
    const changed = content.slice(0, first) + after + content.slice(first + before.length);
    if (Buffer.byteLength(changed) > fileLimits.fileBytes) throw failed('the file would become too large');
    await this.write(path, changed, constants.O_TRUNC);
  }

  async create(path: string, content: string): Promise<void> {
    const folders = this.writable(path).split('/').slice(0, -1);
    if (Buffer.byteLength(content) > fileLimits.fileBytes) throw failed('the file is too large');
    for (let depth = 1; depth <= folders.length; depth++) {
      const folder = join(this.folder, ...folders.slice(0, depth));
      await mkdir(folder).catch(ignore('EEXIST'));
      await checkFolder(folder);
    }
    await this.write(path, content, constants.O_CREAT | constants.O_EXCL);
  }

  private writable(path: string): string {
    const detail = findWriteProblem(path, this.allowedPaths);
    if (detail) throw refused(detail);
    return path;
  }

  private checkParents(path: string): Promise<void> {
    return this.checkFolders(path.split('/').slice(0, -1));
  }

  /** Each folder on the way is a real one: a link could lead out of the checkout. */
  private async checkFolders(folders: readonly string[]): Promise<void> {
    for (let depth = 1; depth <= folders.length; depth++)
      await checkFolder(join(this.folder, ...folders.slice(0, depth)));
  }

  private async pathsBelow(folder: string, limit: number): Promise<string[]> {
    const start = folder.replace(/\/+$/, '').replace(/^\.$/, '');
    if (start !== '') await this.checkFolders(readable(start).split('/'));
    const paths: string[] = [];
    await this.collect(start, paths, limit);
    return paths.sort();
  }

  private async collect(folder: string, paths: string[], limit: number): Promise<void> {
    const entries = await readdir(join(this.folder, folder), { withFileTypes: true }).catch((error: unknown) => {
      throw toFileError(error);
    });
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (paths.length >= limit || !isReadable(path)) continue;
      if (entry.isDirectory()) await this.collect(path, paths, limit);
      else if (entry.isFile()) paths.push(path);
    }
  }

  private async readText(path: string): Promise<string> {
    const file = await this.open(path, constants.O_RDONLY);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw refused('not_a_file');
      if (stats.size > fileLimits.fileBytes) throw failed('the file is too large');
      const bytes = await file.readFile();
      const text = bytes.toString('utf8');
      if (bytes.includes(0) || !Buffer.from(text).equals(bytes)) throw failed('the file is no UTF-8 text');
      return text;
    } finally {
      await file.close();
    }
  }

  private async write(path: string, content: string, flags: number): Promise<void> {
    const file = await this.open(path, constants.O_WRONLY | flags);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  }

  /** Opens without following a link, and without waiting for a pipe. */
  private async open(path: string, flags: number) {
    try {
      return await open(join(this.folder, path), flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o644);
    } catch (error) {
      throw toFileError(error);
    }
  }
}

/** Files of git, and those that hold secrets, are not shown either. What is only protected from changes is. */
const findReadProblem = (path: string): PathProblem | null => {
  const detail = findPathProblem(path);
  return detail === 'protected_file' ? null : detail;
};

const isReadable = (path: string): boolean => findReadProblem(path) === null;

const readable = (path: string): string => {
  const detail = findReadProblem(path);
  if (detail) throw refused(detail);
  return path;
};

const checkFolder = async (folder: string): Promise<void> => {
  const stats = await lstat(folder).catch((error: unknown) => {
    throw toFileError(error);
  });
  if (stats.isSymbolicLink()) throw refused('symlink');
  if (!stats.isDirectory()) throw failed('a part of the path is no folder');
};

function* linesWith(content: string, text: string): Generator<[number, string]> {
  if (!content.includes(text)) return;
  for (const [index, line] of content.split('\n').entries()) if (line.includes(text)) yield [index + 1, line];
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

const ignore = (code: string) => (error: unknown) => {
  if (codeOf(error) !== code) throw toFileError(error);
};

const toFileError = (error: unknown): FileError => {
  switch (codeOf(error)) {
    case 'ELOOP':
      return refused('symlink');
    case 'ENOENT':
      return failed('there is no such file or folder');
    case 'EEXIST':
      return failed('the file exists already: edit it');
    case 'EISDIR':
    case 'ENOTDIR':
      return failed('the path names a folder, or a file as a folder');
    default:
      return failed(`the file cannot be used (${codeOf(error)})`);
  }
};
