import { isJsonObject, type JsonObject, parseJson } from '@debrief/kernel';
import type { Request } from 'express';
import type { ErrorRenderer } from '../../../http/rendered-error';
import { findEncoding } from '../../otel/export-body';
import { renderOtlpError } from '../../otel/otlp-errors';
import { renderV1Error } from '../v1/errors';

/** Whether a request to `POST /v1/traces` speaks OTLP by its type alone: protobuf. */
export const speaksProtobuf = (request: Request): boolean =>
  (request.headers['content-type'] ?? '') !== '' && findEncoding(request) === 'protobuf';

/** Whether the route is one to which exporters send: its bodies may be protobuf. */
export const takesExports = ({ method, originalUrl }: Request): boolean =>
  method === 'POST' && /^(?:\/api)?\/v1\/traces\/?(?:\?|$)/.test(originalUrl);

const name = 'resourceSpans';

/** Whether a JSON body is an export of spans. It is parsed only where it could be one: exports are large, and decoded elsewhere. */
export const isExport = (bytes: Buffer): boolean => {
  if (!bytes.includes(`"${name}"`)) return false;
  try {
    const value = parseJson(bytes.toString('utf8'));
    return isJsonObject(value) && Object.hasOwn(value as JsonObject, name);
  } catch {
    return false;
  }
};

const exporting = new WeakSet<Request>();

/** From now on errors of the request are told as exporters read them. */
export const markAsExport = (request: Request): void => void exporting.add(request);

/** Errors of `/v1/traces`: who exports spans there reads them in another form. */
export const renderV1TracesError: ErrorRenderer = (error, requestId, request) =>
  exporting.has(request) || (takesExports(request) && speaksProtobuf(request))
    ? renderOtlpError(error, requestId, request)
    : renderV1Error(error);
