import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const keepBytes = 10 * 1024 * 1024;
const worthShowing = /"level":"(warn|error|fatal)"/;

/** Where a child's output goes: all of it to a file, what a person should know to the terminal. */
export interface ChildLog {
  /** Reads one output of a child until it ends. */
  follow(output: Readable): void;
}

/** The file is set aside as `<file>.1` at a start that finds it above 10 MiB. */
export function openChildLog(name: string, file: string, show: (line: string) => void): ChildLog {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file) && statSync(file).size > keepBytes) renameSync(file, `${file}.1`);
  const sink = createWriteStream(file, { flags: 'a', mode: 0o600 });
  return {
    follow(output) {
      output.pipe(sink, { end: false });
      createInterface({ input: output }).on('line', (line) => {
        const text = toTerminalLine(line);
        if (text !== undefined) show(`${name}: ${text}`);
      });
    },
  };
}

/** One log line for a person: warnings and worse, and whatever is not a log record (a crash). Undefined: only for the file. */
export function toTerminalLine(line: string): string | undefined {
  if (!line.startsWith('{')) return line.trim() === '' ? undefined : line;
  // Most lines are below warning: they are not worth parsing.
  if (!worthShowing.test(line)) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as { level: string; msg?: string; err?: { message?: string } };
    return `${level}: ${[msg, err?.message].filter(Boolean).join(': ')}`;
  } catch {
    return line;
  }
}
