import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../../apps/local/src/credentials';
import { findFreePort } from '../../apps/local/src/free-port';

const repository = join(__dirname, '..', '..', '..');

/** P10: from `npm start` (dependencies installed) to the first accepted event: with a new home and build, with a new home, and again. */
export const benchStart = async (): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), 'debrief-bench-'));
  chmodSync(home, 0o711);
  try {
    rmSync(join(repository, 'dist', '.built'), { force: true });
    const cold = await startToFirstEvent(join(home, 'a'));
    const built = await startToFirstEvent(join(home, 'b'));
    const again = await startToFirstEvent(join(home, 'b'));
    console.log('\nnpm start to the first accepted event');
    console.table({
      'with a build, new home': { seconds: cold, goal: '<= 10' },
      'built, new home': { seconds: built, goal: '<= 10' },
      'built, second start of a home': { seconds: again, goal: '<= 10' },
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const startToFirstEvent = async (home: string): Promise<number> => {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const startedAt = performance.now();
  const env = { ...process.env, DEBRIEF_HOME: home, PORT: new URL(url).port };
  const child = spawn('npm', ['start', '--', '--no-demo'], { cwd: repository, env, stdio: 'ignore', detached: true });
  try {
    while (!(await isAccepted(home, url))) {
      if (child.exitCode !== null) throw new Error('npm start ended');
      await delay(25);
    }
    return Math.round(performance.now() - startedAt) / 1000;
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await once(child, 'exit');
  }
};

/** A batch from a key may create its trace, so this one request is all that a client needs. */
const isAccepted = async (home: string, url: string): Promise<boolean> => {
  const file = join(home, 'credentials.json');
  if (!existsSync(file)) return false;
  try {
    const { api_key: key } = JSON.parse(readFileSync(file, 'utf8')) as Credentials;
    const event = {
      type: 'state_change',
      session_id: 'first',
      timestamp: new Date().toISOString(),
      seq: 0,
      idempotency_key: 'first:0',
      payload: { name: 'session_started' },
    };
    const answer = await fetch(`${url}/api/traces/first/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret_key}` },
      body: JSON.stringify({ events: [event] }),
    });
    return answer.ok;
  } catch {
    return false;
  }
};
