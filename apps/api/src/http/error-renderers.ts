import { renderNativeError } from '../surfaces/native/errors';
import { renderOtelError } from '../surfaces/otel/errors';
import { renderOtlpError } from '../surfaces/otel/otlp-errors';
import { renderPublicError } from '../surfaces/platform/public/errors';
import { renderV1TracesError } from '../surfaces/platform/traces/export-body';
import { renderV1Error } from '../surfaces/platform/v1/errors';
import { renderSessionsError } from '../surfaces/sessions/errors';
import { renderTelemetryError } from '../surfaces/telemetry/errors';
import type { ErrorRenderer } from './rendered-error';

/** One line a surface, the first prefix that matches; the native form serves whatever belongs to none. */
const renderers: readonly { readonly prefix: string | RegExp; readonly render: ErrorRenderer }[] = [
  { prefix: '/ingest/', render: renderTelemetryError },
  { prefix: '/api/v1/http-requests', render: renderTelemetryError },
  { prefix: /^\/api\/v1\/(?:project|health)(?![^/?])/, render: renderOtelError },
  { prefix: '/otel/', render: renderOtlpError },
  { prefix: '/api/public/otel/', render: renderOtlpError },
  { prefix: '/api/public/', render: renderPublicError },
  { prefix: '/media-content/', render: renderPublicError },
  { prefix: /^\/v1\/(?:logs|metrics)(?![^/?])/, render: renderOtlpError },
  { prefix: /^(?:\/api)?\/v1\/traces(?![^/?])/, render: renderV1TracesError },
  { prefix: /^(?:\/api)?\/v1\//, render: renderV1Error },
  { prefix: /^\/api\/projects\/[^/?]+\/sessions(?![^/?])/, render: renderSessionsError },
  { prefix: '/', render: renderNativeError },
];

export const rendererFor = (path: string): ErrorRenderer =>
  renderers.find(({ prefix }) => (typeof prefix === 'string' ? path.startsWith(prefix) : prefix.test(path)))?.render ??
  renderNativeError;
