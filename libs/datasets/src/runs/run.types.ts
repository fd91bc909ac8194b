import type { DB } from '@debrief/infra';
import type { JsonValue } from '@debrief/kernel';
import type { Selectable } from 'kysely';

/** A run over a data set; `itemCount`: its active items when the run was made. */
export interface DatasetRun extends Selectable<DB['datasetRun']> {
  readonly datasetExternalId: string;
  readonly datasetName: string;
  /** Items that the run has a trace for. */
  readonly completedCount: number;
}

/** Which trace a run gave for which item. */
export interface DatasetRunItem extends Selectable<DB['datasetRunItem']> {
  readonly runExternalId: string;
  readonly runName: string;
  readonly itemExternalId: string;
}

/** What a client may say of a new run. Null: nothing said. */
export interface NewRun {
  readonly id: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly metadata: JsonValue;
}

export interface NewRunItem {
  readonly id: string | null;
  /** As clients know them. */
  readonly itemId: string;
  readonly traceId: string | null;
  readonly observationId: string | null;
  /** Null: what the observation or the trace gave. */
  readonly output: JsonValue;
}

/** How a path names a run: within its data set by id or name, else by its id alone. */
export interface RunRef {
  readonly dataset?: string;
  readonly run: string;
}
