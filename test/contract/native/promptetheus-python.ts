import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

/** A Python that can import the SDK, or why there is none. */
export type SdkPython = { readonly python: string; readonly version: string } | { readonly skipped: string };

const wanted = 'promptetheus>=2,<3';
const names = ['python3', 'python3.12', 'python3.13', 'python3.14'];
const checkSdk = 'import promptetheus as p; assert hasattr(p, "Session") and hasattr(p, "start"); print(p.__version__)';

/**
 * A virtual environment with the SDK, made once and kept in the user's cache. PROMPTETHEUS_WHEEL names a wheel to install in place
 * of the package index's: some indexes hold only a placeholder of that name. Blocks; meant for the moment when suites are defined.
 */
export function providePromptetheus(wheel = process.env.PROMPTETHEUS_WHEEL): SdkPython {
  const base = findPython();
  if (!base) return { skipped: 'no Python 3.12 or newer' };
  const source = wheel ? createHash('sha256').update(readFileSync(wheel)).digest('hex').slice(0, 12) : 'index';
  const home = join(homedir(), '.cache', 'debrief', `promptetheus-${base.version}-${source}`);
  const python = join(home, 'bin', 'python');
  if (!existsSync(join(home, 'installed'))) {
    const problem = install(base.path, home, wheel ?? wanted);
    if (problem) return { skipped: problem };
  }
  return { python, version: readFileSync(join(home, 'installed'), 'utf8') };
}

/** Made beside and moved into place, so that a broken-off installation is never taken for one. @returns what went wrong */
function install(base: string, home: string, what: string): string | undefined {
  const work = `${home}.${process.pid}`;
  mkdirSync(dirname(home), { recursive: true });
  console.log(`Making a virtual environment with ${basename(what)} ...`);
  try {
    const made = spawnSync(base, ['-m', 'venv', '--copies', work], { encoding: 'utf8' });
    if (made.status !== 0) return `no virtual environment: ${lastLine(made.stderr)}`;
    const python = join(work, 'bin', 'python');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', what];
    const installed = spawnSync(python, pip, { encoding: 'utf8', timeout: 120_000 });
    if (installed.status !== 0) return `pip cannot install ${basename(what)}: ${lastLine(installed.stderr)}`;
    const checked = spawnSync(python, ['-c', checkSdk], { encoding: 'utf8' });
    if (checked.status !== 0) return `${basename(what)} is no SDK: it has no Session`;
    writeFileSync(join(work, 'installed'), checked.stdout.trim());
    rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** On PATH, and behind a folder of pyenv's shims there: a shim fails for versions that are installed but not chosen. */
function findPython(): { path: string; version: string } | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => [folder, ...versionsBehind(folder)]);
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    const version = existsSync(path) ? versionOf(path) : undefined;
    if (version) return { path, version };
  }
  return undefined;
}

function versionsBehind(folder: string): string[] {
  const versions = join(folder, '..', 'versions');
  if (basename(folder) !== 'shims' || !existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin'));
}

function versionOf(path: string): string | undefined {
  const script = 'import sys, venv; assert sys.version_info >= (3, 12); print("%d.%d" % sys.version_info[:2])';
  const asked = spawnSync(path, ['-c', script], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
