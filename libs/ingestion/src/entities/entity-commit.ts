import type { PrepareContext } from '../spans/prepare-span';
import type { SourceIds } from '../spans/raw-span';
import type { EntitySurface } from './entity-event';
import type { NewEntityEvent, StoredObservation } from './entity.queries';

/** What one request records. */
export interface EntityCommit {
  readonly projectId: string;
  readonly keyId: string | null;
  readonly surface: EntitySurface;
  /** In the order of their arrival. */
  readonly events: readonly NewEntityEvent[];
  readonly prepare: Omit<PrepareContext, 'sourcesOf' | 'projectId'>;
  /** Of observations that did not come over OpenTelemetry. */
  readonly noSource: SourceIds;
  /** By `entityKey`: the sha256 of what the events hold by its URL. */
  readonly media: ReadonlyMap<string, readonly string[]>;
  readonly mediaIds: ReadonlyMap<string, string>;
}

/** What is stored of observations where they belong and, where that is another trace, where they were, by trace and id. */
export type StoredByPlace = ReadonlyMap<string, StoredObservation>;
export const placeKey = (traceExternalId: string, id: string): string => `${traceExternalId}\n${id}`;
