import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const repository = join(__dirname, '..', '..');
const libsFolder = join(repository, 'libs');
const libs = readdirSync(libsFolder);

const allFiles = ['apps', 'bench', 'libs', 'scripts', 'supabase', 'test'].flatMap((folder) =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.split('/').includes('node_modules'))
    .map((file) => join(folder, file)),
);

/** Names under which anything could be put, and in time is. */
const catchAll = /(^|[-._])(utils?|helpers?|common|misc|shared|managers?|base)([-._]|$)/i;
const isCatchAll = (path: string): boolean => path.split('/').some((part) => catchAll.test(part));

/** What is wrong with a lib's index.ts: it says in a sentence what the lib owns, then names each thing that it lends. */
const indexProblems = (text: string, lib: string): string[] => {
  const problems: string[] = [];
  const title = lib.charAt(0).toUpperCase() + lib.slice(1).replaceAll('-', ' ');
  const [first = ''] = text.split('\n');
  if (!first.startsWith(`/** ${title}: `) || !first.endsWith('. */'))
    problems.push(`does not open with "/** ${title}: …. */"`);
  if (/^export \*/m.test(text)) problems.push('exports everything of a file');
  if (/^(?!export |\/\*\*|import |[ }]|$)/m.test(text)) problems.push('holds code');
  return problems;
};

describe('a lib', () => {
  it.each(libs)('%s opens with what it owns and names what it lends', (lib) => {
    expect(indexProblems(readFileSync(join(libsFolder, lib, 'src', 'index.ts'), 'utf8'), lib)).toEqual([]);
  });

  it.each(libs)('%s is built and compiled as the others are', (lib) => {
    const { projects } = JSON.parse(readFileSync(join(repository, 'nest-cli.json'), 'utf8')) as {
      projects: Record<string, object>;
    };
    expect(projects[lib]).toMatchObject({ type: 'library', sourceRoot: `libs/${lib}/src` });
    expect(existsSync(join(libsFolder, lib, 'tsconfig.lib.json'))).toBe(true);
  });

  it.each([
    [
      'a good one',
      "/** Fix agent: proposes a change. Owns fix runs. */\nexport { a } from './a';\nexport {\n  b,\n} from './b';\n",
      [],
    ],
    ['no sentence', "export { a } from './a';\n", ['does not open with "/** Fix agent: …. */"']],
    ['everything', "/** Fix agent: proposes. */\nexport * from './a';\n", ['exports everything of a file']],
    ['code', '/** Fix agent: proposes. */\nconst a = 1;\nexport { a };\n', ['holds code']],
  ])('is judged by its index: %s', (_name, text, problems) => {
    expect(indexProblems(text, 'fix-agent')).toEqual(problems);
  });
});

describe('names', () => {
  it('say what a file is about', () => {
    expect(allFiles.filter(isCatchAll)).toEqual([]);
  });

  it.each([
    ['libs/replay/src/utils.ts', true],
    ['libs/replay/src/date-helper.ts', true],
    ['test/common/server.ts', true],
    ['apps/api/src/base.service.ts', true],
    ['libs/infra/src/database/database.ts', false],
    ['libs/tenancy/src/baseline.ts', false],
  ])('%s is a catch-all: %s', (path, expected) => expect(isCatchAll(path)).toBe(expected));

  it('of TypeScript files are in kebab-case with a role after a dot', () => {
    const odd = allFiles.filter(
      (file) => file.endsWith('.ts') && !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/.test(basename(file)),
    );
    expect(odd).toEqual([]);
  });
});
