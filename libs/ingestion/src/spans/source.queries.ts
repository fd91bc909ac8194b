import { byteaArray, textArray, uuidArray, type WorkspaceClient, type WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { sql } from 'kysely';
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
export const findSources = async (tx: WorkspaceTx, ids: readonly string[]): Promise<Sources> => {
  const { rows } = await sql<{ id: string; kind: 'resource' | 'scope'; value: JsonText }>`
    select id, kind, value from otel_source where id = any(${[...new Set(ids)]}::uuid[])`.execute(tx);
  const sources = { resources: new Map<string, OtlpResource>(), scopes: new Map<string, OtlpScope>() };
  for (const { id, kind, value } of rows) {
    if (kind === 'resource') sources.resources.set(id, JSON.parse(value) as OtlpResource);
    else sources.scopes.set(id, JSON.parse(value) as OtlpScope);
  }
  return sources;
};
