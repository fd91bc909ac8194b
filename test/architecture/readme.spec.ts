import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentedSettings } from './settings';

const repository = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

describe('README', () => {
  it('lists every setting with its default, and no other', () => {
    const rows = [...read('README.md').matchAll(/^\| `([A-Z_]+)` +\| ([^|]+)\|/gm)].map(
      ([, name = '', standard = '']) => [name, standard.trim()],
    );
    expect(Object.fromEntries(rows)).toEqual(documentedSettings());
  });
});

describe.each(['README.md', 'CONTRIBUTING.md'])('%s', (document) => {
  const text = read(document);

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm (start|test|run [a-z]+(?::[a-z]+)*)/g)].map(([, command = '']) =>
      command.replace('run ', ''),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(named).toContain('start');
  });

  it('names only files that exist', () => {
    const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, word = '']) => word);
    const paths = quoted.filter((word) =>
      /^(apps|bench|examples|libs|scripts|supabase|test)(\/[\w./-]+)?$|^[\w.-]+\.(md|mjs|yaml|json)$/.test(word),
    );
    const inRepository = paths.filter((path) => !['tsconfig.lib.json', 'credentials.json'].includes(path));
    expect(inRepository.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(inRepository.length).toBeGreaterThan(3);
  });
});
