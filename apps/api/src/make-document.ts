import { loadConfig } from '@debrief/infra';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ApiModule } from './api.module';
import { createDocument } from './http/openapi/create-document';

/** Settings that no part uses: nothing is connected to while the document is made. */
const placeholders = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
  SUPABASE_URL: 'http://127.0.0.1',
  OBJECT_STORE_DIR: '/nonexistent',
  DEBRIEF_SECRET: 'only for making the document: not a secret',
};

/** The document of the api as the code stands. In preview mode Nest builds the modules without making any of their providers. */
export const makeDocument = async (version: string): Promise<OpenAPIObject> => {
  const module = ApiModule.forRoot(loadConfig(placeholders));
  return createDocument(
    await NestFactory.create<NestExpressApplication>(module, { preview: true, logger: false }),
    version,
  );
};
