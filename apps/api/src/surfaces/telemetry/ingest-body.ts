import { DomainError, type JsonObject } from '@debrief/kernel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { toJsonObject } from '../../http/body';
import { contextOf, requestOf } from '../../http/request-context';

const json = 'application/json';

/** The batch as sent. No type is taken for JSON; nothing is no batch. @throws DomainError UNSUPPORTED, TOO_LARGE, LIMITED, MALFORMED */
export const IngestBody = createParamDecorator(async (_: unknown, context: ExecutionContext): Promise<JsonObject> => {
  const request = requestOf(context);
  const type = (request.headers['content-type'] ?? json).split(';')[0]!.trim().toLowerCase();
  if (type !== json) throw new DomainError('UNSUPPORTED', `The Content-Type must be ${json}`);
  const bytes = await contextOf(request).body.readJson('json');
  if (bytes.length === 0) throw new DomainError('MALFORMED', 'The body is empty');
  return toJsonObject(bytes);
});
