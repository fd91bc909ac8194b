import { topicOf } from '../topics';
import { kinds, type Kind, type KindRule } from './kind';

/** In this order: a call of a database or a store over HTTP carries both attributes. */
const systems: readonly (readonly [attribute: string, kind: Kind])[] = [
  ['db.system', kinds.db],
  ['db.system.name', kinds.db],
  ['messaging.system', kinds.messaging],
  ['aws.s3.bucket', kinds.storage],
  ['gcs.bucket', kinds.storage],
  ['az.storage.account', kinds.storage],
  ['storage.system', kinds.storage],
  ['storage.bucket', kinds.storage],
  ['file.path', kinds.storage],
  ['rpc.system', kinds.http],
  ['rpc.system.name', kinds.http],
  ['http.method', kinds.http],
  ['http.request.method', kinds.http],
];

const topic = topicOf(systems.map(([attribute]) => attribute)) | topicOf(/^http\./);

export const transportKind: KindRule = (reader) => {
  if (!reader.isOn(topic)) return undefined;
  for (const [attribute, kind] of systems) if (reader.value(attribute) !== undefined) return kind;
  for (const name of reader.names()) if (name.startsWith('http.')) return kinds.http;
  return undefined;
};
