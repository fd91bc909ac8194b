import { type EncodedMessage, ProtobufMessage } from '@debrief/infra';
import { DomainError, isJsonObject, parseJson } from '@debrief/kernel';
import type { OtlpEncoding } from '../otlp.types';
import { JsonMessage } from './json-message';

/** An export request, not yet read. An empty body is an empty export in protobuf. Throws MALFORMED. */
export function openExport(body: Buffer, encoding: OtlpEncoding): EncodedMessage {
  if (encoding === 'protobuf') return new ProtobufMessage(body);
  const value = parseJson(body.toString());
  if (!isJsonObject(value)) throw new DomainError('MALFORMED', 'the body must be a JSON object');
  return new JsonMessage(value, '');
}
