import type { Config } from '@debrief/infra';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { answerIngestPreflight, showIngestAnswers } from '../surfaces/telemetry/ingest-origin';
import { answerClientErrors } from './answer-client-errors';
import { exposedHeaders } from './exposed-headers';
import { Shell } from './shell.middleware';

/** Address and headers: explorers send up to 64 KiB of filters in an address (otel.md C1), which may double when they are escaped. */
const maxHeaderSize = 144 * 1024;

/** Puts the shell around an application: what Nest takes as calls rather than as modules. The application is made with `bodyParser: false`. */
export const configureApp = (app: NestExpressApplication, { corsOrigins, trustProxyHops }: Config['http']): void => {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', trustProxyHops);
  app.use(app.get(Shell).handle);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
    }),
  );
  app.use(answerIngestPreflight, showIngestAnswers);
  if (corsOrigins.length > 0) {
    app.enableCors({ origin: corsOrigins.includes('*') ? '*' : [...corsOrigins], exposedHeaders, maxAge: 600 });
  }
  const server = app.getHttpServer();
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 70_000;
  // Node takes it as an option of `createServer` alone, which Nest does not hand on, and reads it here for each connection.
  Object.assign(server, { maxHeaderSize });
  answerClientErrors(server);
};
