import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's openapi.json: beside the nearest package.json that has one, seen from the source as from the build. */
export const findDocument = (from = __dirname): string => {
  const file = join(from, 'openapi.json');
  if (existsSync(file)) return file;
  const parent = dirname(from);
  if (parent === from) throw new Error('openapi.json is missing: run `npm run generate`');
  return findDocument(parent);
};
