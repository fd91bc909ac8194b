import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder whose `node_modules` has what was asked for, or why there is none. */
export type ProvidedPackages = { readonly home: string } | { readonly skipped: string };

const installTimeoutMs = 300_000;

/**
 * Packages of npm, installed once and kept in the user's cache: versions of one package side by side, which the repository's own
 * `node_modules` could not hold. Their scripts are not run. Blocks; meant for the moment when suites are defined.
 * @param name of the folder in the cache
 * @param packages exact, as `npm install` takes them
 */
export function provideNodePackages(name: string, packages: readonly string[]): ProvidedPackages {
  const digest = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 12);
  const home = join(homedir(), '.cache', 'debrief', `${name}-${digest}`);
  if (existsSync(join(home, 'node_modules'))) return { home };
  const problem = install(home, packages);
  return problem ? { skipped: problem } : { home };
}

/** Made beside and moved into place, so that a broken-off installation is never taken for one. @returns what went wrong */
function install(home: string, packages: readonly string[]): string | undefined {
  const work = `${home}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  console.log(`Installing ${packages.join(', ')} in ${dirname(home)} ...`);
  try {
    writeFileSync(join(work, 'package.json'), '{"private": true}');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const made = spawnSync('npm', ['install', '--prefix', work, ...flags, ...packages], {
      encoding: 'utf8',
      timeout: installTimeoutMs,
    });
    if (made.error) return `npm does not run: ${made.error.message}`;
    if (made.status !== 0) return `npm cannot install ${packages.join(', ')}: ${made.stderr.trim().split('\n').at(-1)}`;
    rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The version of a package that was installed. */
export const versionOfPackage = (home: string, name: string): string =>
  (JSON.parse(readFileSync(join(home, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
