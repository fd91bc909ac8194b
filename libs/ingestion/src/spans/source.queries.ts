import { byteaArray, clientOf, textArray, uuidArray, type WorkspaceClient, type WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import type { OtlpResource, OtlpScope } from '../dialects/otlp/otlp.types';
import type { Sources } from './raw-span';

export interface NewSource {
  readonly id: string;
  readonly digest: Buffer;
  readonly kind: 'resource' | 'scope';
  readonly value: JsonText;
}

/** Keeps the sources that are not stored yet; in order of their ids, so that two requests cannot wait for each other. */
export const insertSources = async (client: WorkspaceClient, sources: readonly NewSource[]): Promise<void> => {
  const sorted = sources.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await client.query({
    text: `insert into otel_source (id, digest, kind, value)
           select s.id, s.digest, s.kind, s.value::json
             from unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[]) as s(id, digest, kind, value)
               on conflict do nothing`,
    values: [
      uuidArray(sorted.map(({ id }) => id)),
      byteaArray(sorted.map(({ digest }) => digest)),
      textArray(sorted.map(({ kind }) => kind)),
      textArray(sorted.map(({ value }) => value)),
    ],
  });
};

/** The sources of some stored spans, for `toOtlpSpan`. */
export const findSources = (tx: WorkspaceTx, ids: readonly string[]): Promise<Sources> =>
  listSources(clientOf(tx), ids);

/** As `findSources`, on a bare connection. */
export const listSources = async (client: WorkspaceClient, ids: readonly string[]): Promise<Sources> => {
  const { rows } = await client.query<{ id: string; kind: 'resource' | 'scope'; value: JsonText }>({
    text: `select id, kind, value from otel_source where workspace_id = (select current_workspace()) and id = any($1::uuid[])`,
    values: [uuidArray([...new Set(ids)])],
  });
  const sources = { resources: new Map<string, OtlpResource>(), scopes: new Map<string, OtlpScope>() };
  for (const { id, kind, value } of rows) {
    if (kind === 'resource') sources.resources.set(id, JSON.parse(value) as OtlpResource);
    else sources.scopes.set(id, JSON.parse(value) as OtlpScope);
  }
  return sources;
};
