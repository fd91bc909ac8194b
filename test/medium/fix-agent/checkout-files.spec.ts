import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckoutFiles, FileError } from '../../../libs/fix-agent/src/checkout/checkout-files';

describe('the files of a checkout', () => {
  let home: string;
  let folder: string;
  let files: CheckoutFiles;

  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const outcome = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
      return 'done';
    } catch (error) {
      if (error instanceof FileError) return error.message;
      throw error;
    }
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'debrief-checkout-'));
    folder = join(home, 'repo');
    writeFileSync(join(home, 'outside.txt'), 'outside');
    put('agents/book.ts', 'const day = 1;\nbook(day);\nbook(day);\n');
    put('agents/größe.md', 'Größe\n');
    put('src/app.ts', 'book();\n');
    put('.github/workflows/ci.yml', 'on: push\n');
    put('.git/config', 'token = canary\n');
    put('.env', 'KEY=canary\n');
    symlinkSync(home, join(folder, 'agents/out'));
    symlinkSync(join(home, 'outside.txt'), join(folder, 'agents/link.txt'));
    files = new CheckoutFiles(folder, ['agents/']);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('are listed in order, without links, secrets and what is git’s', async () => {
    const all = ['.github/workflows/ci.yml', 'agents/book.ts', 'agents/größe.md', 'src/app.ts'];
    expect(await files.list('')).toEqual(all);
    expect(await files.list('.')).toEqual(all);
    expect(await files.list('agents/')).toEqual(['agents/book.ts', 'agents/größe.md']);
  });

  it('are searched for a text as it is written', async () => {
    expect(await files.search('book(', '')).toEqual([
      { path: 'agents/book.ts', line: 2, text: 'book(day);' },
      { path: 'agents/book.ts', line: 3, text: 'book(day);' },
      { path: 'src/app.ts', line: 1, text: 'book();' },
    ]);
    expect(await files.search('canary', '')).toEqual([]);
    expect(await files.search('outside', '')).toEqual([]);
    expect(await files.search('.*', 'agents')).toEqual([]);
  });

  it('are read anywhere, changed and made below the allowed paths', async () => {
    expect(await files.read('.github/workflows/ci.yml')).toBe('on: push\n');
    await files.edit('agents/book.ts', 'day = 1', 'day = 2');
    await files.create('agents/new/deep.ts', 'x\n');
    expect(readFileSync(join(folder, 'agents/book.ts'), 'utf8')).toBe('const day = 2;\nbook(day);\nbook(day);\n');
    expect(readFileSync(join(folder, 'agents/new/deep.ts'), 'utf8')).toBe('x\n');
  });

  it.each([
    ['../outside.txt', 'refused: parent_folder'],
    ['agents/../../outside.txt', 'refused: parent_folder'],
    ['/etc/passwd', 'refused: absolute'],
    ['.git/config', 'refused: git_folder'],
    ['.GIT/config', 'refused: git_folder'],
    ['.env', 'refused: secret_file'],
    ['agents/link.txt', 'refused: symlink'],
    ['agents/out/outside.txt', 'refused: symlink'],
    ['agents\\book.ts', 'refused: backslash'],
    ['agents', 'refused: not_a_file'],
    ['agents/none.ts', 'there is no such file or folder'],
    ['agents/book.ts/x', 'a part of the path is no folder'],
  ])('%s is not read: %s', async (path, message) => {
    expect(await outcome(files.read(path))).toBe(message);
  });

  it.each([
    ['../outside.txt', 'refused: parent_folder'],
    ['/tmp/x', 'refused: absolute'],
    ['src/app.ts', 'refused: outside_allowed_paths'],
    ['.github/workflows/ci.yml', 'refused: protected_file'],
    ['agents/.github/workflows/ci.yml', 'refused: protected_file'],
    ['agents/link.txt', 'refused: symlink'],
    ['agents/out/outside.txt', 'refused: symlink'],
    ['agents/out/new.txt', 'refused: symlink'],
  ])('%s is neither changed nor made: %s', async (path, message) => {
    expect(await outcome(files.edit(path, 'outside', 'changed'))).toBe(message);
    // A link is a file that exists already: it is not followed either.
    expect(await outcome(files.create(path, 'changed'))).toMatch(
      path === 'agents/link.txt' ? /exists already|symlink/ : message,
    );
    expect(readFileSync(join(home, 'outside.txt'), 'utf8')).toBe('outside');
    expect(existsSync(join(home, 'new.txt'))).toBe(false);
  });

  it('are edited only where the text to replace stands once', async () => {
    expect(await outcome(files.edit('agents/book.ts', 'book(day)', 'x'))).toMatch(/more than once/);
    expect(await outcome(files.edit('agents/book.ts', 'absent', 'x'))).toMatch(/does not occur/);
    expect(await outcome(files.edit('agents/book.ts', '', 'x'))).toMatch(/must not be empty/);
    expect(await outcome(files.create('agents/book.ts', 'x'))).toMatch(/exists already/);
  });

  it('that are no text, too large or no files are told apart', async () => {
    put('agents/image.png', Buffer.from([0x89, 0, 1]));
    put('agents/latin.txt', Buffer.from([0xe4]));
    put('agents/large.txt', 'x'.repeat(1024 * 1024 + 1));
    execFileSync('mkfifo', [join(folder, 'agents/pipe')]);
    expect(await outcome(files.read('agents/image.png'))).toMatch(/no UTF-8/);
    expect(await outcome(files.read('agents/latin.txt'))).toMatch(/no UTF-8/);
    expect(await outcome(files.read('agents/large.txt'))).toMatch(/too large/);
    expect(await outcome(files.read('agents/pipe'))).toBe('refused: not_a_file');
    expect(await outcome(files.create('agents/x', 'x'.repeat(1024 * 1024 + 1)))).toMatch(/too large/);
  });
});
