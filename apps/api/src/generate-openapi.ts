import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadConfig } from '@debrief/infra';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from './api.module';
import { createDocument } from './http/openapi/create-document';

/** Settings that no part uses: nothing is connected to while the document is made. */
const placeholders = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
  SUPABASE_URL: 'http://127.0.0.1',
  OBJECT_STORE_DIR: '/nonexistent',
  DEBRIEF_SECRET: 'only for making the document: not a secret',
};

const findPackage = (from: string): string => {
  const file = join(from, 'package.json');
  try {
    readFileSync(file);
    return file;
  } catch {
    return findPackage(dirname(from));
  }
};

/** Writes openapi.json beside package.json. In preview mode Nest builds the modules without making any of their providers. */
const generate = async (): Promise<void> => {
  const manifest = findPackage(__dirname);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(loadConfig(placeholders)), {
    preview: true,
    logger: false,
  });
  const document = createDocument(app, version);
  writeFileSync(join(dirname(manifest), 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
};

generate().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
