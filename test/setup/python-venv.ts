import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

/** A Python that can import what was asked for, or why there is none. */
export type ProvidedPython = { readonly python: string; readonly version: string } | { readonly skipped: string };

export interface VenvSpec {
  /** Of its folder in the cache. */
  readonly name: string;
  /** What pip installs: a requirement, the file of a wheel, or a file of requirements (`.txt`). */
  readonly install: string;
  /** Python that fails unless the right thing was installed; it prints its version. */
  readonly check: string;
  /** Minor version of Python 3 that it needs at least. */
  readonly minPython: number;
}

const installTimeoutMs = 300_000;

/** A virtual environment, made once and kept in the user's cache. Blocks; meant for the moment when suites are defined. */
export function providePython(spec: VenvSpec): ProvidedPython {
  const base = findPython(spec.minPython);
  if (!base) return { skipped: `no Python 3.${spec.minPython} or newer` };
  const source = existsSync(spec.install) ? readFileSync(spec.install) : spec.install;
  const digest = createHash('sha256').update(source).digest('hex').slice(0, 12);
  const home = join(homedir(), '.cache', 'debrief', `${spec.name}-${base.version}-${digest}`);
  if (!existsSync(join(home, 'installed'))) {
    const problem = install(base.path, home, spec);
    if (problem) return { skipped: problem };
  }
  return { python: join(home, 'bin', 'python'), version: readFileSync(join(home, 'installed'), 'utf8') };
}

/** Made beside and moved into place, so that a broken-off installation is never taken for one. @returns what went wrong */
function install(base: string, home: string, spec: VenvSpec): string | undefined {
  const work = `${home}.${process.pid}`;
  const what = basename(spec.install);
  mkdirSync(dirname(home), { recursive: true });
  console.log(`Making a virtual environment with ${what} ...`);
  try {
    const made = spawnSync(base, ['-m', 'venv', '--copies', work], { encoding: 'utf8' });
    if (made.status !== 0) return `no virtual environment: ${lastLine(made.stderr)}`;
    const python = join(work, 'bin', 'python');
    const source = spec.install.endsWith('.txt') ? ['-r', spec.install] : [spec.install];
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...source];
    const installed = spawnSync(python, pip, { encoding: 'utf8', timeout: installTimeoutMs });
    if (installed.status !== 0) return `pip cannot install ${what}: ${lastLine(installed.stderr)}`;
    const checked = spawnSync(python, ['-c', spec.check], { encoding: 'utf8' });
    if (checked.status !== 0) return `${what} is not what it should be: ${lastLine(checked.stderr)}`;
    writeFileSync(join(work, 'installed'), checked.stdout.trim());
    rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** On PATH, and behind a folder of pyenv's shims there: a shim fails for versions that are installed but not chosen. */
function findPython(minMinor: number): { path: string; version: string } | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => [folder, ...versionsBehind(folder)]);
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    const version = existsSync(path) ? versionOf(path, minMinor) : undefined;
    if (version) return { path, version };
  }
  return undefined;
}

const names = ['python3', 'python3.12', 'python3.13', 'python3.14'];

function versionsBehind(folder: string): string[] {
  const versions = join(folder, '..', 'versions');
  if (basename(folder) !== 'shims' || !existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin'));
}

function versionOf(path: string, minMinor: number): string | undefined {
  const script = `import sys, venv; assert sys.version_info >= (3, ${minMinor}); print("%d.%d" % sys.version_info[:2])`;
  const asked = spawnSync(path, ['-c', script], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
