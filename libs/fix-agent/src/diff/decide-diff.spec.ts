import { type DiffDetail, type DiffRefusal, decideDiff, maxDiffBytes } from './decide-diff';

const allowedPaths = ['agents/', 'prompts/booking.md'];
const rules = { allowedPaths, holdsSecret: (line: string) => line.includes('CANARY') };

const created = (path: string, lines: readonly string[] = ['x'], mode = '100644'): string =>
  `diff --git a/${path} b/${path}\nnew file mode ${mode}\nindex 0000000..1111111\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`;
const edited = (path: string, line = 'new', mode = ' 100644'): string =>
  `diff --git a/${path} b/${path}\nindex 1111111..2222222${mode}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-old\n+${line}\n`;
const deleted = (path: string): string =>
  `diff --git a/${path} b/${path}\ndeleted file mode 100644\nindex 1111111..0000000\n--- a/${path}\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n`;

const good = edited('agents/book.ts');

describe('decideDiff allows', () => {
  it.each<[string, string, string[]]>([
    ['an edit', good, ['agents/book.ts']],
    ['a new file', created('agents/deep/er/new.ts'), ['agents/deep/er/new.ts']],
    [
      'an empty new file',
      'diff --git a/agents/a b/agents/a\nnew file mode 100644\nindex 0000000..e69de29\n',
      ['agents/a'],
    ],
    ['a deletion', deleted('agents/old.ts'), ['agents/old.ts']],
    ['a file that is itself allowed', edited('prompts/booking.md'), ['prompts/booking.md']],
    ['an executable that stays one', edited('agents/run.sh', 'new', ' 100755'), ['agents/run.sh']],
    [
      'several files',
      good + created('agents/b.ts') + deleted('agents/c.ts'),
      ['agents/book.ts', 'agents/b.ts', 'agents/c.ts'],
    ],
    ['a name with a space', edited('agents/a b.ts'), ['agents/a b.ts']],
    ['letters beyond ASCII', edited('agents/größe.ts'), ['agents/größe.ts']],
    ['dots within a name', edited('agents/a..b.ts'), ['agents/a..b.ts']],
    [
      'a line that looks like a header',
      created('agents/a', ['++ b/.github/workflows/ci.yml', 'diff --git a/x b/x']),
      ['agents/a'],
    ],
    ['no line break at the end', `${created('agents/a')}\\ No newline at end of file\n`, ['agents/a']],
    [
      'just as many files as may be',
      Array.from({ length: 50 }, (_, n) => created(`agents/${n}`)).join(''),
      Array.from({ length: 50 }, (_, n) => `agents/${n}`),
    ],
  ])('%s', (_name, diff, paths) => {
    expect(decideDiff(diff, rules)).toMatchObject({ allowed: true, files: paths.map((path) => ({ path })) });
  });
});

/** Paths that may not be written although the first folder is allowed, or that are not below it. */
const paths: readonly (readonly [string, DiffDetail])[] = [
  ['src/app.ts', 'outside_allowed_paths'],
  ['agents', 'outside_allowed_paths'],
  ['agents-evil/a.ts', 'outside_allowed_paths'],
  ['Agents/a.ts', 'outside_allowed_paths'],
  ['prompts/booking.md.bak', 'outside_allowed_paths'],
  ['README.md', 'outside_allowed_paths'],
  ['/etc/passwd', 'absolute'],
  ['C:/Windows/a', 'absolute'],
  ['~/.ssh/authorized_keys', 'absolute'],
  ['../outside.ts', 'parent_folder'],
  ['agents/../src/app.ts', 'parent_folder'],
  ['agents/..', 'parent_folder'],
  ['agents/.. /a.ts', 'parent_folder'],
  ['agents/…/a.ts', 'parent_folder'],
  ['agents/./a.ts', 'unusual_name'],
  ['agents//a.ts', 'unusual_name'],
  ['agents/a.ts.', 'unusual_name'],
  ['agents/a.ts ', 'unusual_name'],
  ['agents/a.ts::$DATA', 'unusual_name'],
  ['agents/nul', 'unusual_name'],
  ['agents/COM1.ts', 'unusual_name'],
  ['agents/a*.ts', 'unusual_name'],
  ['agents/a"b.ts', 'unusual_name'],
  [`agents/${'a'.repeat(201)}`, 'unusual_name'],
  [`agents/${'a/'.repeat(260)}b`, 'too_long'],
  ['agents\\..\\src\\app.ts', 'backslash'],
  ['agents/a\\b.ts', 'backslash'],
  ['agents/a\u0001.ts', 'control_character'],
  ['agents/a\t.ts', 'control_character'],
  ['agents/a\r', 'control_character'],
  ['agents/\u202ests.exe', 'control_character'],
  ['agents/\u200b.git/config', 'control_character'],
  ['.git/config', 'git_folder'],
  ['.git/hooks/pre-commit', 'git_folder'],
  ['agents/.git/config', 'git_folder'],
  ['agents/.GIT/config', 'git_folder'],
  ['agents/.git./config', 'git_folder'],
  ['agents/.git /config', 'git_folder'],
  ['agents/GIT~1/config', 'git_folder'],
  ['agents/.git::$INDEX_ALLOCATION/config', 'git_folder'],
  ['agents/．git/config', 'git_folder'],
  ['.github/workflows/ci.yml', 'protected_file'],
  ['agents/.github/workflows/ci.yml', 'protected_file'],
  ['agents/.GitHub/workflows/ci.yml', 'protected_file'],
  ['agents/.gitlab-ci.yml', 'protected_file'],
  ['agents/.circleci/config.yml', 'protected_file'],
  ['agents/Jenkinsfile', 'protected_file'],
  ['agents/CODEOWNERS', 'protected_file'],
  ['agents/codeowners', 'protected_file'],
  ['agents/.gitattributes', 'protected_file'],
  ['agents/.gitmodules', 'protected_file'],
  ['agents/.husky/pre-commit', 'protected_file'],
  ['agents/.pre-commit-config.yaml', 'protected_file'],
  ['agents/package-lock.json', 'protected_file'],
  ['agents/Package-Lock.json', 'protected_file'],
  ['agents/yarn.lock', 'protected_file'],
  ['agents/poetry.lock', 'protected_file'],
  ['agents/go.sum', 'protected_file'],
  ['agents/.npmrc', 'secret_file'],
  ['agents/node_modules/a/index.js', 'protected_file'],
  ['agents/.vscode/tasks.json', 'protected_file'],
  ['agents/.env', 'secret_file'],
  ['agents/.ENV.production', 'secret_file'],
  ['agents/deploy.pem', 'secret_file'],
  ['agents/id_ed25519', 'secret_file'],
];

describe('decideDiff discards the whole diff for a path', () => {
  it.each(paths)('%j: %s', (path, detail) => {
    for (const bad of [created(path), edited(path), deleted(path)])
      expect(decideDiff(good + bad, rules)).toEqual({ allowed: false, reason: 'path_not_allowed', detail, path });
  });
});

const mode = (path: string, value: string): string => created(path, ['../../../etc/passwd'], value);

describe('decideDiff discards the whole diff for', () => {
  it.each<[string, string, DiffRefusal, DiffDetail | null]>([
    ['nothing at all', '', 'no_change', null],
    ['a symbolic link', mode('agents/link', '120000'), 'path_not_allowed', 'symlink'],
    ['an edited symbolic link', edited('agents/link', 'x', ' 120000'), 'path_not_allowed', 'symlink'],
    ['a submodule', mode('agents/sub', '160000'), 'path_not_allowed', 'submodule'],
    ['a new executable', mode('agents/run.sh', '100755'), 'path_not_allowed', 'file_mode'],
    ['a mode that git does not know', mode('agents/a', '104755'), 'path_not_allowed', 'file_mode'],
    ['an edit that hides its mode', edited('agents/a', 'x', ''), 'path_not_allowed', 'file_mode'],
    [
      'a change of mode',
      'diff --git a/agents/a b/agents/a\nold mode 100644\nnew mode 100755\n',
      'path_not_allowed',
      'mode_change',
    ],
    [
      'a rename',
      'diff --git a/agents/a b/agents/b\nsimilarity index 100%\nrename from agents/a\nrename to agents/b\n',
      'path_not_allowed',
      'rename',
    ],
    [
      'a rename that names one path twice',
      'diff --git a/agents/a b/agents/a\nrename from src/a\nrename to agents/a\n',
      'path_not_allowed',
      'rename',
    ],
    ['a copy', 'diff --git a/agents/a b/agents/a\ncopy from .env\ncopy to agents/a\n', 'path_not_allowed', 'rename'],
    ['two names in one header', good.replace('b/agents/book.ts', 'b/agents/other.ts'), 'path_not_allowed', 'rename'],
    [
      'a binary file',
      'diff --git a/agents/a b/agents/a\nindex 1..2 100644\nBinary files a/agents/a and b/agents/a differ\n',
      'path_not_allowed',
      'binary',
    ],
    [
      'a binary patch',
      'diff --git a/agents/a b/agents/a\nindex 1..2 100644\nGIT binary patch\nliteral 1\nA\n',
      'path_not_allowed',
      'binary',
    ],
    ['the same file twice', good + good, 'path_not_allowed', 'twice'],
    ['two names of one file on other file systems', good + edited('agents/BOOK.ts'), 'path_not_allowed', 'twice'],
    [
      '51 files',
      Array.from({ length: 51 }, (_, n) => created(`agents/${n}`)).join(''),
      'path_not_allowed',
      'too_many_files',
    ],
    ['more than 1 MiB', created('agents/a', ['x'.repeat(maxDiffBytes)]), 'path_not_allowed', 'too_large'],
    ['a quoted name', edited('x').replaceAll('a/x', '"a/agents\\n"'), 'malformed_diff', 'malformed'],
    [
      'another name below the header',
      good.replace('+++ b/agents/book.ts', '+++ b/src/app.ts'),
      'malformed_diff',
      'malformed',
    ],
    [
      'another old name below the header',
      good.replace('--- a/agents/book.ts', '--- a/src/app.ts'),
      'malformed_diff',
      'malformed',
    ],
    [
      'a file without header',
      '--- a/src/app.ts\n+++ b/src/app.ts\n@@ -1 +1 @@\n-a\n+b\n',
      'malformed_diff',
      'malformed',
    ],
    ['text before the first file', `hello\n${good}`, 'malformed_diff', 'malformed'],
    ['text after the last hunk', `${good}-- \n2.39\n`, 'malformed_diff', 'malformed'],
    ['a file hidden behind a hunk that says less than it has', `${good}+more\n`, 'malformed_diff', 'malformed'],
    ['a hunk that says more than it has', good.replace('@@ -1 +1 @@', '@@ -1 +1,2 @@'), 'malformed_diff', 'malformed'],
    ['a hunk without counts', good.replace('@@ -1 +1 @@', '@@ @@'), 'malformed_diff', 'malformed'],
    ['an edit without hunks', 'diff --git a/agents/a b/agents/a\nindex 1..2 100644\n', 'malformed_diff', 'malformed'],
    ['a combined diff', good.replace('diff --git', 'diff --cc'), 'malformed_diff', 'malformed'],
    ['a cut end', good.slice(0, -1), 'malformed_diff', 'malformed'],
    ['an added secret', created('agents/a', ['key = "CANARY"']), 'secret_in_diff', 'secret'],
    [
      'what the model saw in the place of a secret',
      edited('agents/a', 'key = "[REDACTED]"'),
      'redaction_in_diff',
      'redaction',
    ],
  ])('%s', (_name, diff, reason, detail) => {
    expect(decideDiff(diff, rules)).toMatchObject({ allowed: false, reason, detail });
  });

  it('a secret or a mask that only stands there or goes is no reason', () => {
    const goes = good.replace('-old', '-CANARY [REDACTED]');
    expect(decideDiff(goes, rules)).toMatchObject({ allowed: true });
  });

  it('no allowed path allows nothing', () => {
    for (const none of [[], ['']])
      expect(decideDiff(good, { ...rules, allowedPaths: none })).toMatchObject({ allowed: false });
  });
});
