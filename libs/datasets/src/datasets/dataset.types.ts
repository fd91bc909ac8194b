import type { DB } from '@debrief/infra';
import type { JsonValue } from '@debrief/kernel';
import type { Selectable } from 'kysely';

/** A data set with its counts; `json` columns as text. `externalId` is what clients see as its id. */
export interface Dataset extends Selectable<DB['dataset']> {
  readonly itemCount: number;
  readonly runCount: number;
}

/** What a client may say of a new data set. Null: nothing said. */
export interface NewDataset {
  readonly id: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly metadata: JsonValue;
  readonly inputSchema: JsonValue;
  readonly expectedOutputSchema: JsonValue;
}

/** Absent: as it is; null clears. `metadata` merges by key where both are objects. */
export interface DatasetPatch {
  readonly name?: string;
  readonly description?: string | null;
  readonly metadata?: JsonValue;
  readonly inputSchema?: JsonValue;
  readonly expectedOutputSchema?: JsonValue;
}

/** What came of a request to create something. */
export interface Created<T> {
  readonly value: T;
  /** False: it was there, with the same content. */
  readonly isNew: boolean;
}

/** A page by number, as Langfuse's first lists have it. */
export interface OffsetPage {
  readonly offset: number;
  readonly limit: number;
}

export interface Counted<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** A page by cursor, with the length of the whole list. */
export interface CountedPage<T> extends Counted<T> {
  readonly nextCursor: string | null;
}
