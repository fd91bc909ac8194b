import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';

interface Kept {
  readonly size: number;
  readonly modifiedMs: number;
  readonly target: string;
  readonly recordsDone: number;
}

/**
 * How far an import of a file has come, kept beside it as `<file>.import-progress`: an import that was interrupted goes on there. It counts for the
 * same file, as it was, and the same server and project key alone.
 */
export class ProgressFile {
  private readonly path: string;
  private readonly of: Omit<Kept, 'recordsDone'>;

  /** @param target names server and key; holds no secret */
  constructor(file: string, target: string) {
    const { size, mtimeMs } = statSync(file);
    this.path = `${file}.import-progress`;
    this.of = { size, modifiedMs: mtimeMs, target };
  }

  /** Records that the server has: 0 for a file that is new or not the same any more. */
  read(): number {
    try {
      const { recordsDone, ...of } = JSON.parse(readFileSync(this.path, 'utf8')) as Kept;
      return JSON.stringify(of) === JSON.stringify(this.of) ? recordsDone : 0;
    } catch {
      return 0;
    }
  }

  /** Whole or not at all: a crash in between leaves what was there. In a folder that is only read from nothing is kept: an import begins anew. */
  write(recordsDone: number): void {
    try {
      writeFileSync(`${this.path}.new`, JSON.stringify({ ...this.of, recordsDone }));
      renameSync(`${this.path}.new`, this.path);
    } catch (error) {
      if (!isReadOnly((error as NodeJS.ErrnoException).code)) throw error;
    }
  }
}

const isReadOnly = (code: string | undefined): boolean => code === 'EACCES' || code === 'EROFS' || code === 'EPERM';
