import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHolder, lockHome } from './home-lock';
import { startMarkOf } from './process-facts';

describe('the lock of a home', () => {
  let home: string;
  let file: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'debrief-lock-'));
    file = join(home, 'lock.json');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('names the process that holds it and its address', () => {
    lockHome(home, 'http://127.0.0.1:4318');
    expect(() => lockHome(home, 'http://127.0.0.1:4319')).toThrow(
      `process ${process.pid} serves it at http://127.0.0.1:4318`,
    );
  });

  it('can be taken again once it was given back', () => {
    lockHome(home, 'first').release();
    expect(existsSync(file)).toBe(false);
    expect(lockHome(home, 'second').afterCrash).toBe(false);
  });

  it('is taken over from a holder that has ended', async () => {
    const other = spawn('sleep', ['60']);
    await once(other, 'spawn');
    const started = startMarkOf(other.pid as number);
    writeFileSync(file, JSON.stringify({ pid: other.pid, started, url: 'x' }));
    expect(findHolder(home)).toMatchObject({ pid: other.pid });

    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(lockHome(home, 'mine').afterCrash).toBe(true);
  });

  it.each([
    [
      'belongs to another process that was given the same id',
      JSON.stringify({ pid: process.pid, started: 'earlier', url: 'x' }),
    ],
    ['was cut short', '{"pid":'],
  ])('is taken over when it %s', (_name, content) => {
    writeFileSync(file, content);
    expect(lockHome(home, 'mine').afterCrash).toBe(true);
  });
});
