import { spawn } from 'node:child_process';

/** The command line of git, and what it needs beside it. */
export interface GitRun {
  readonly args: readonly string[];
  readonly folder: string;
  /** Settings over those of `safeSettings`. They travel in the environment: other users cannot read it, as they can the arguments. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Schemes that git may speak, as `GIT_ALLOW_PROTOCOL`; none unless given. */
  readonly protocols?: string;
  readonly timeoutMs: number;
  /** For each file that git writes. */
  readonly maxFileBytes: number;
}

export type GitOutcome =
  | { readonly type: 'done'; readonly stdout: string }
  | { readonly type: 'failed'; readonly exitCode: number | null }
  | { readonly type: 'timed_out' }
  | { readonly type: 'no_git' };

/**
 * What a repository of somebody else's must not do: run hooks or monitors, make links, pull in submodules, name remotes of its
 * own, start work in the background. Filters (LFS too) need settings that are not there, since no other file is read.
 */
const safeSettings: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.symlinks': 'false',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'credential.helper': '',
  'fetch.fsckObjects': 'true',
  'fetch.recurseSubmodules': 'false',
  'fetch.unpackLimit': '1',
  'gc.auto': '0',
  'http.followRedirects': 'false',
  'http.sslVerify': 'true',
  'maintenance.auto': 'false',
  'submodule.recurse': 'false',
  'advice.detachedHead': 'false',
};

/** Nothing of this process: not its variables, nor the settings of the machine or of a user. */
const toEnv = ({ folder, settings = {}, protocols = '' }: GitRun): NodeJS.ProcessEnv => {
  const entries = Object.entries({ ...safeSettings, ...settings });
  const numbered = entries.flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: '/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin',
    HOME: folder,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_ALLOW_PROTOCOL: protocols === '' ? 'none' : protocols,
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(numbered),
  };
};

const maxStdout = 16 * 1024 * 1024;
/** What `sh` answers when the program is not there. */
const notFound = 127;

/** Runs git in a group of its own, so that its helpers end with it. What it writes to stderr is dropped: it names the remote. */
export const runGit = (run: GitRun): Promise<GitOutcome> =>
  new Promise((resolve) => {
    // The kernel ends git when a file grows too large: a pack's size is not known before it is there. Blocks of 512 bytes.
    const limited = ['-c', 'ulimit -f "$1"; shift; exec git "$@"', 'sh', String(Math.ceil(run.maxFileBytes / 512))];
    const git = spawn('/bin/sh', [...limited, ...run.args], {
      cwd: run.folder,
      env: toEnv(run),
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const kill = (): void => {
      if (git.pid !== undefined && git.exitCode === null) process.kill(-git.pid, 'SIGKILL');
    };
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      kill();
    }, run.timeoutMs);
    const chunks: Buffer[] = [];
    let size = 0;
    git.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxStdout) kill();
      else chunks.push(chunk);
    });
    git.once('error', () => {
      clearTimeout(timer);
      resolve({ type: 'no_git' });
    });
    git.once('close', (exitCode) => {
      clearTimeout(timer);
      if (isLate) resolve({ type: 'timed_out' });
      else if (exitCode === notFound) resolve({ type: 'no_git' });
      else if (exitCode !== 0 || size > maxStdout) resolve({ type: 'failed', exitCode });
      else resolve({ type: 'done', stdout: Buffer.concat(chunks).toString('utf8') });
    });
  });
