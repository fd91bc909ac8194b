import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDocument } from './make-document';

const findPackage = (from: string): string => {
  const file = join(from, 'package.json');
  try {
    readFileSync(file);
    return file;
  } catch {
    return findPackage(dirname(from));
  }
};

/** Writes openapi.json beside package.json. */
const generate = async (): Promise<void> => {
  const manifest = findPackage(__dirname);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const document = await makeDocument(version);
  writeFileSync(join(dirname(manifest), 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
};

generate().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
