import type { OtlpEncoding } from '@debrief/ingestion';
import { DomainError } from '@debrief/kernel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isKnownEncoding, readEncodings } from '../../http/bodies/decode-body';
import { contextOf, requestOf } from '../../http/request-context';

/** The body of an export, content encodings undone. */
export interface SentExport {
  readonly encoding: OtlpEncoding;
  readonly bytes: Buffer;
  /** It came by the route of Langfuse's SDKs: spans whose id is known are merged (platform.md C2). */
  readonly isMerged?: boolean;
}

const encodingOf: Readonly<Record<string, OtlpEncoding>> = {
  '': 'protobuf',
  'application/x-protobuf': 'protobuf',
  'application/protobuf': 'protobuf',
  'application/octet-stream': 'protobuf',
  'application/json': 'json',
};

const typeOf = (request: Request): string =>
  (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();

/** How a request's body is encoded; undefined for a type that OTLP does not have. None is protobuf. */
export const findEncoding = (request: Request): OtlpEncoding | undefined => {
  const type = typeOf(request);
  return Object.hasOwn(encodingOf, type) ? encodingOf[type] : undefined;
};

/** The type of an answer (otel.md A3): the request's own, and JSON where that is none of OTLP's. */
export const answerTypeOf = (request: Request): string => {
  if (findEncoding(request) === undefined) return 'application/json';
  return typeOf(request) || 'application/x-protobuf';
};

/** @throws DomainError UNSUPPORTED; and as reading a body throws */
export const ExportBody = createParamDecorator(async (_: unknown, context: ExecutionContext): Promise<SentExport> => {
  const request = requestOf(context);
  const encoding = findEncoding(request);
  if (!encoding)
    throw new DomainError('UNSUPPORTED', 'The Content-Type must be application/x-protobuf or application/json');
  if (!readEncodings(request.headers['content-encoding']).every(isKnownEncoding)) {
    context.switchToHttp().getResponse<Response>().setHeader('Accept-Encoding', 'gzip, deflate, br, zstd');
    throw new DomainError('UNSUPPORTED', 'The Content-Encoding must be gzip, deflate, br or zstd');
  }
  const { body } = contextOf(request);
  return {
    encoding,
    bytes: encoding === 'json' ? await body.readJson('eventBatch') : await body.readToDecode('eventBatch'),
    isMerged: request.path.startsWith('/api/public/'),
  };
});
