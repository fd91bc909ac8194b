import { renderNativeError } from '../surfaces/native/errors';
import { renderOtelError } from '../surfaces/otel/errors';
import { renderOtlpError } from '../surfaces/otel/otlp-errors';
import { renderSessionsError } from '../surfaces/sessions/errors';
import type { ErrorRenderer } from './rendered-error';

/** One line a surface, the first prefix that matches; the native form serves whatever belongs to none. */
const renderers: readonly { readonly prefix: string | RegExp; readonly render: ErrorRenderer }[] = [
  { prefix: '/api/v1/', render: renderOtelError },
  { prefix: '/otel/', render: renderOtlpError },
  { prefix: '/api/public/otel/', render: renderOtlpError },
  { prefix: '/v1/logs', render: renderOtlpError },
  { prefix: '/v1/metrics', render: renderOtlpError },
  { prefix: /^\/api\/projects\/[^/?]+\/sessions(?![^/?])/, render: renderSessionsError },
  { prefix: '/', render: renderNativeError },
];

export const rendererFor = (path: string): ErrorRenderer =>
  renderers.find(({ prefix }) => (typeof prefix === 'string' ? path.startsWith(prefix) : prefix.test(path)))?.render ??
  renderNativeError;
