import type { OtlpSignal } from '@debrief/ingestion';
import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { BodyLimit } from '../../http/body';
import { Operation } from '../../http/operation';
import { ChecksKey, Requires } from '../../http/requires';
import { exportAnswers, exportBodies } from './otlp.examples';

/** Routes of a signal that name no project: they go to the credential's. `/v1/traces` is the Platform surface's. */
export const aliases = {
  traces: ['otel/v1/traces', 'api/public/otel/v1/traces'],
  logs: ['otel/v1/logs', 'v1/logs', 'api/public/otel/v1/logs'],
  metrics: ['otel/v1/metrics', 'v1/metrics', 'api/public/otel/v1/metrics'],
} as const satisfies Record<OtlpSignal, readonly string[]>;

const words = {
  traces: { items: 'spans', once: 'a span that is sent again is stored once' },
  logs: { items: 'log records', once: 'an export that is sent again stores nothing' },
  metrics: { items: 'data points', once: 'a point that is sent again changes nothing' },
} as const satisfies Record<OtlpSignal, object>;

/** A route that takes exports of a signal (otel.md A1): to the project of its path, or to the credential's. */
export const ExportRoute = (signal: OtlpSignal, to: 'project' | 'default'): MethodDecorator => {
  const { items, once } = words[signal];
  return applyDecorators(
    Post(to === 'project' ? `otel/:project/v1/${signal}` : [...aliases[signal]]),
    HttpCode(200),
    BodyLimit('eventBatch'),
    Requires('key:ingest', 'member'),
    ChecksKey(),
    ApiConsumes('application/x-protobuf', 'application/json'),
    ApiBody(exportBodies[signal]),
    Operation({
      tag: 'OpenTelemetry',
      summary: to === 'project' ? `Export ${items}` : `Export ${items} to the project of the credential`,
      description:
        to === 'project'
          ? 'OTLP/HTTP, protobuf or JSON: an exporter needs only `OTEL_EXPORTER_OTLP_ENDPOINT=<server>/otel/default` and the key as a ' +
            `header. \`default\` is the project of the credential. What is not rejected is durable; ${once}.`
          : `As \`POST /otel/default/v1/${signal}\`.`,
      answers: exportAnswers[signal],
      refuses: ['NOT_FOUND', 'CONFLICT', 'UNSUPPORTED'],
    }),
  );
};
