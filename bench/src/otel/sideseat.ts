import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../../../apps/local/src/free-port';
import type { OtelServer } from './otel-server';

const version = '1.0.13';

/** SideSeat as its users start it, in an empty home; fetched once into the user's cache. No dependency of the product. */
export const startSideSeat = async (): Promise<OtelServer> => {
  const binary = install();
  const home = mkdtempSync(join(tmpdir(), 'sideseat-bench-'));
  const port = await findFreePort();
  const args = [
    '--no-auth',
    '-p',
    String(port),
    '--no-update-check',
    '--pricing-sync-hours',
    '0',
    '--otel-grpc',
    'false',
  ];
  const env = { PATH: process.env.PATH, HOME: home, XDG_DATA_HOME: join(home, 'data') };
  const child = spawn(binary, args, { env, stdio: 'ignore', detached: true });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    const exited = once(child, 'exit');
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await exited;
    rmSync(home, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 30_000; !(await isUp(url)); await delay(100)) {
    if (Date.now() < deadline && child.exitCode === null) continue;
    await stop();
    throw new Error('SideSeat does not start');
  }
  // This version answers 400 to gzip: it gets the same bodies plain, which costs it less.
  return { name: `SideSeat ${version}`, url, headers: {}, gzip: false, stop };
};

const install = (): string => {
  const folder = join(homedir(), '.cache', 'debrief', `sideseat-${version}`);
  const binary = join(folder, 'node_modules', '.bin', 'sideseat');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `sideseat@${version}`], {
    cwd: folder,
    stdio: 'inherit',
  });
  return binary;
};

const isUp = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/api/v1/health`)).ok;
  } catch {
    return false;
  }
};
