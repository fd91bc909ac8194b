import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { choosePostgresFolder } from './postgres-folder';

const isRoot = process.getuid?.() === 0;

describe('where the database of a home lives', () => {
  let home: string;
  beforeEach(() => {
    home = join(mkdtempSync(join(tmpdir(), 'debrief-folder-')), 'home');
    mkdirSync(home);
    for (const folder of [home, dirname(home)]) chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(dirname(home), { recursive: true }));

  it('is the home, where the server may enter it', () => {
    expect(choosePostgresFolder(home)).toBe(join(home, 'postgres'));
  });

  (isRoot ? it : it.skip)('is outside a home that only root may enter, and stays there', () => {
    chmodSync(dirname(home), 0o700);
    const outside = choosePostgresFolder(home);
    try {
      expect(outside).toMatch(/^\/var\/lib\/debrief\/home-[0-9a-f]{16}$/);
      chmodSync(dirname(home), 0o755);
      expect(choosePostgresFolder(home)).toBe(outside);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('is not made anew when the folder that was noted has gone', () => {
    writeFileSync(join(home, 'postgres-folder'), '/nowhere/home-1\n');
    expect(() => choosePostgresFolder(home)).toThrow('/nowhere/home-1, which is gone');
    expect(existsSync(join(home, 'postgres'))).toBe(false);
  });
});
