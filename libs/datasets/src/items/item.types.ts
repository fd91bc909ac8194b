import type { DB } from '@debrief/infra';
import type { JsonValue } from '@debrief/kernel';
import type { Selectable } from 'kysely';

export const itemStatuses = ['ACTIVE', 'ARCHIVED'] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** A case, with what of its data set stands in every answer; `json` columns as text. */
export interface DatasetItem extends Selectable<DB['datasetItem']> {
  readonly datasetExternalId: string;
  readonly datasetName: string;
}

/** What a client may say of a new item. Null: nothing said. */
export interface NewItem {
  readonly id: string | null;
  readonly input: JsonValue;
  readonly expectedOutput: JsonValue;
  readonly metadata: JsonValue;
  readonly sourceTraceId: string | null;
  readonly sourceObservationId: string | null;
  readonly status: ItemStatus;
  readonly incidentIds: readonly string[];
}

/** Absent: as it is; null clears. `metadata` merges by key. */
export interface ItemPatch {
  readonly input?: JsonValue;
  readonly expectedOutput?: JsonValue;
  readonly metadata?: JsonValue;
  readonly sourceTraceId?: string | null;
  readonly sourceObservationId?: string | null;
  readonly status?: ItemStatus;
}

export interface ItemFilters {
  /** Internal id of the data set; absent: of all of the project. */
  readonly datasetId?: string;
  readonly status?: ItemStatus;
  readonly sourceTraceId?: string;
  readonly sourceObservationId?: string;
  readonly incidentId?: string;
}
