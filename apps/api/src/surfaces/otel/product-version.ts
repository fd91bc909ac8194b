import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findDocument } from '../../http/openapi/document-file';

let version: string | undefined;

/** The product's version: of the package.json beside the API document. */
export const readProductVersion = (): string => {
  if (version === undefined) {
    const manifest = readFileSync(join(dirname(findDocument()), 'package.json'), 'utf8');
    ({ version } = JSON.parse(manifest) as { version: string });
  }
  return version;
};
