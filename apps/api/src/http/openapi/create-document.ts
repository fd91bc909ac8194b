import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeDocument } from './complete-document';

const text = (description: string): object => ({ description, schema: { type: 'string' } });
const integer = (description: string): object => ({ description, schema: { type: 'integer' } });

const components = {
  headers: {
    'X-Request-Id': text('The client’s own id, or a new one'),
    'X-RateLimit-Limit': integer('Requests a minute; 2147483647 where nothing is counted'),
    'X-RateLimit-Remaining': integer('Requests left of them'),
    'X-RateLimit-Reset': integer('Unix second at which the caller has all of them again'),
  },
  schemas: {
    Error: {
      type: 'object',
      required: ['detail', 'code', 'request_id', 'retry'],
      properties: {
        detail: { type: 'string' },
        code: { type: 'string' },
        request_id: { type: 'string' },
        retry: { type: 'string', enum: ['after_fix', 'conditional', 'backoff'] },
      },
    },
    OtelError: {
      type: 'object',
      required: ['error', 'code', 'message'],
      properties: { error: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
    },
    TelemetryError: {
      type: 'object',
      required: ['success', 'error', 'meta'],
      properties: {
        success: { type: 'boolean', enum: [false] },
        error: {
          type: 'object',
          required: ['code', 'message'],
          properties: {
            code: { type: 'string' },
            message: { type: 'string' },
            details: {
              type: 'object',
              description: 'Field path → what is wrong with it; only with 422',
              additionalProperties: { type: 'string' },
            },
          },
        },
        meta: {
          type: 'object',
          required: ['requestId', 'timestamp'],
          properties: {
            requestId: { type: 'string', format: 'uuid' },
            timestamp: { type: 'string', format: 'date-time' },
          },
        },
      },
    },
    SessionsError: {
      type: 'object',
      required: ['success', 'error'],
      properties: {
        success: { type: 'boolean', enum: [false] },
        error: {
          type: 'object',
          required: ['code', 'message'],
          properties: { code: { type: 'string' }, message: { type: 'string' }, retryAfterMs: { type: 'integer' } },
        },
      },
    },
    PlatformError: {
      type: 'object',
      required: ['error'],
      properties: {
        error: {
          type: 'object',
          required: ['code', 'message', 'details'],
          properties: {
            code: { type: 'string' },
            message: { type: 'string' },
            details: {
              type: 'object',
              description: '`field` names the field that is wrong',
              additionalProperties: true,
            },
          },
        },
      },
    },
    LangfuseError: {
      type: 'object',
      required: ['message', 'error'],
      properties: {
        message: { type: 'string' },
        error: {
          description: 'The kind of error; with wrong fields a list of what is wrong',
          oneOf: [
            { type: 'string' },
            {
              type: 'array',
              items: {
                type: 'object',
                required: ['path', 'message'],
                properties: { path: { type: 'array', items: { type: 'string' } }, message: { type: 'string' } },
              },
            },
          ],
        },
      },
    },
    Status: {
      type: 'object',
      description: 'google.rpc.Status, in the encoding of the request',
      required: ['code', 'message'],
      properties: {
        code: { type: 'integer' },
        message: { type: 'string' },
        details: { type: 'array', items: { type: 'object' } },
      },
    },
  },
};

const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);
const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The API document of an application: what its controllers declare, completed by policy. The same for the same code. */
export const createDocument = (app: INestApplication, version: string): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setTitle('Debrief')
    .setDescription('The flight recorder for AI agents: runs are recorded, read back in order, diagnosed and repaired.')
    .setVersion(version)
    .setLicense('Proprietary', 'https://spdx.org/licenses/')
    .addServer('/', 'This server')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'opaque', description: 'Secret of a project API key' },
      'apiKey',
    )
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: 'Public and secret part of a project API key' },
      'apiKeyBasic',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'Secret of a project API key' },
      'apiKeyHeader',
    )
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of a console user' },
      'consoleToken',
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'opaque',
        description: 'Server token; with it X-Workspace-Id is required',
      },
      'serverToken',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => lowerFirst(controller.replace(/Controller$/, '')) + upperFirst(method),
  });
  document.components = {
    ...document.components,
    ...components,
    schemas: { ...document.components?.schemas, ...components.schemas },
  } as OpenAPIObject['components'];
  document.tags = tagsOf(document);
  return completeDocument(document);
};

/** What each tag is about; the order is the page's. A tag that is used but missing here fails the lint of the document. */
const tagDescriptions: Readonly<Record<string, string>> = {
  Traces: 'Record agent runs and read them back',
  OpenTelemetry: 'Spans from any exporter, and runs of every surface as traces of spans',
  Sessions: 'One conversation at a time: its events, spans, measures and findings',
  'HTTP telemetry': 'HTTP requests that services report, beside the runs that caused them',
  Platform: 'Traces, scores, prompts, datasets, evaluators and provenance for programs and CI',
  Langfuse: 'The API that Langfuse SDKs speak',
  Artifacts: 'Recordings and screenshots of a run',
  Stream: 'Follow runs live',
  Analysis: 'What went wrong in a run, and where',
  Incidents: 'Failing runs grouped by their cause',
  'Fix agent': 'Plans, diffs and draft pull requests for incidents',
  Projects: 'Sources of runs, their API keys and settings',
  Workspace: 'The tenant, its members and its audit log',
  Onboarding: 'From a sign-in to a first API key',
  Internal: 'For trusted servers',
  Operations: 'For whoever runs the server',
};

const tagsOf = ({ paths }: OpenAPIObject): { name: string; description: string }[] => {
  const used = new Set(
    Object.values(paths).flatMap((item) =>
      Object.values(item as Record<string, { tags?: string[] }>).flatMap(({ tags }) => tags ?? []),
    ),
  );
  return Object.entries(tagDescriptions).flatMap(([name, description]) =>
    used.has(name) ? [{ name, description }] : [],
  );
};
