import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type LabelledRun, parseLabelledRun } from './labelled-run';

/** A folder or a line that is no labelled run; the message says which. */
export class BadInput extends Error {}

/** All runs of a folder's `*.jsonl`, files in name order. Throws `BadInput` with file:line. */
export const readLabelledRuns = async (folder: string): Promise<LabelledRun[]> => {
  const runs: LabelledRun[] = [];
  for (const file of listFiles(folder)) await readFile(join(folder, file), runs);
  if (runs.length === 0) throw new BadInput(`${folder}: no *.jsonl with runs`);
  return runs;
};

const listFiles = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
  } catch (error) {
    throw new BadInput(`${folder}: ${(error as Error).message}`, { cause: error });
  }
};

const readFile = async (file: string, into: LabelledRun[]): Promise<void> => {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    line += 1;
    if (text.trim() === '') continue;
    try {
      into.push(parseLabelledRun(text));
    } catch (error) {
      throw new BadInput(`${file}:${line}: ${(error as Error).message}`, { cause: error });
    }
  }
};
