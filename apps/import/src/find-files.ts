import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const exported = /\.(json|jsonl|ndjson)$/i;

/** The files that the arguments name: themselves, and of a folder its exported files, those of its folders too, in the order of their names. */
export const findFiles = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    const inside = readdirSync(path, { recursive: true, encoding: 'utf8' });
    return inside
      .filter((file) => exported.test(file))
      .sort()
      .map((file) => join(path, file));
  });
