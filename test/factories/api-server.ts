import { type Config, createLog, loadConfig, type Log } from '@debrief/infra';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from '../../apps/api/src/api.module';
import { configureApp } from '../../apps/api/src/http/configure-app';
import { testSecret } from './tenancy';
import { mintHs256 } from './tokens';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body; `{}` for none. */
  readonly body: Record<string, unknown>;
}

/** The whole api on a database, listening on a free port. */
export interface ApiServer {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly config: Config;
  /** A console user's token. */
  tokenOf(userId: string, email?: string): Promise<string>;
  /** A JSON request with a bearer credential. */
  call(
    credential: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
  close(): Promise<void>;
}

export const startApi = async (
  databaseUrl: string,
  env: Record<string, string> = {},
  log: Log = createLog('silent'),
): Promise<ApiServer> => {
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    SUPABASE_JWT_SECRET: 'j'.repeat(40),
    SUPABASE_JWT_ISSUER: 'http://127.0.0.1/auth/v1',
    OBJECT_STORE_DIR: '/nonexistent',
    DEBRIEF_SECRET: testSecret,
    SERVER_TOKEN: 't'.repeat(40),
    ...env,
  });
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, log), {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  configureApp(app, config.http);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    config,
    tokenOf: (userId, email) =>
      mintHs256('j'.repeat(40), 'http://127.0.0.1/auth/v1', { sub: userId, ...(email && { email }) }),
    call: async (credential, method, path, body, headers) => {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${credential}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as ApiAnswer['body'],
      };
    },
    close: () => app.close(),
  };
};
