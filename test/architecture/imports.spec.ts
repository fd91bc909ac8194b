import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const repository = join(__dirname, '..', '..');
const folders = ['apps', 'bench', 'libs', 'test'];
// Every file is parsed: some seconds alone, longer beside other suites.
jest.setTimeout(120_000);

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

/** A module of a package as the package's name. */
const toPackage = (module: string): string => module.replace(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/, '$1');

/** Checks the imports of a tree that has the repository's layout. */
const checkImports = (tree: string): string[] => {
  const cruiser = join(repository, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const args = [cruiser, '--config', join(repository, '.dependency-cruiser.mjs'), '--output-type', 'json', ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${toPackage(to)}`).sort();
};

/** A tree whose files hold the given imports, and nothing else. */
const plant = (imports: Readonly<Record<string, readonly string[]>>): string => {
  const tree = mkdtempSync(join(realpathSync(tmpdir()), 'debrief-imports-'));
  cpSync(join(repository, 'tsconfig.json'), join(tree, 'tsconfig.json'));
  symlinkSync(join(repository, 'node_modules'), join(tree, 'node_modules'));
  for (const folder of folders) mkdirSync(join(tree, folder));
  for (const [file, modules] of Object.entries(imports)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    const lines = modules.map((module, index) => `import type * as m${index} from '${module}';\n`);
    writeFileSync(join(tree, file), `${lines.join('')}export {};\n`);
  }
  return tree;
};

describe('the imports of the repository', () => {
  it('flow to the left, through one door a lib, without cycles', () => {
    expect(checkImports(repository)).toEqual([]);
  });
});

describe('the import rules', () => {
  let tree: string;
  afterEach(() => rmSync(tree, { recursive: true }));

  it('report each kind of wrong import, also of types alone', () => {
    tree = plant({
      'libs/kernel/src/index.ts': ['@debrief/replay'],
      'libs/replay/src/index.ts': [],
      'libs/replay/src/replay.service.ts': ['../../tenancy/src/project', 'bullmq', './absent'],
      'libs/replay/src/first.ts': ['./second'],
      'libs/replay/src/second.ts': ['./first'],
      'libs/tenancy/src/project.ts': ['../../../apps/worker/src/main'],
      'libs/tenancy/src/project.spec.ts': ['../../../test/tenant', 'pg'],
      'libs/guesswork/src/index.ts': [],
      'apps/api/src/main.ts': [
        '../../worker/src/main',
        '../../../libs/replay/src/replay.service',
        '@debrief/guesswork',
      ],
      'apps/worker/src/main.ts': ['pg', '@debrief/kernel'],
      'apps/local/src/main.ts': ['pg'],
      'test/tenant.ts': ['pg', '../apps/local/src/main', '../libs/tenancy/src/project'],
    });
    expect(checkImports(tree)).toEqual([
      'apps-stand-apart: apps/api/src/main.ts → apps/worker/src/main.ts',
      'libs-flow-left: libs/kernel/src/index.ts → libs/replay/src/index.ts',
      'libs-have-a-place: apps/api/src/main.ts → libs/guesswork/src/index.ts',
      'libs-know-no-app: libs/tenancy/src/project.ts → apps/worker/src/main.ts',
      'libs-open-one-door: apps/api/src/main.ts → libs/replay/src/replay.service.ts',
      'libs-open-one-door: libs/replay/src/replay.service.ts → libs/tenancy/src/project.ts',
      'no-cycles: libs/replay/src/first.ts → libs/replay/src/second.ts',
      'no-missing-modules: libs/replay/src/replay.service.ts → ./absent',
      'vendors-stay-in-infra: apps/worker/src/main.ts → pg',
      'vendors-stay-in-infra: libs/replay/src/replay.service.ts → bullmq',
    ]);
  });
});
