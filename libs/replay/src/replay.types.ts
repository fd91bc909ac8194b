import type { JsonText } from '@debrief/kernel';

/** What narrows a list of traces. Dates: `from` inclusive, `to` exclusive, on `started_at`. */
export interface TraceFilters {
  /** Id or slug. */
  readonly project?: string;
  readonly sessionId?: string;
  readonly status?: string;
  readonly agent?: string;
  readonly environment?: string;
  readonly source?: string;
  readonly surface?: string;
  readonly tag?: string;
  readonly label?: string;
  readonly incidentId?: string;
  /** Substring of goal, agent or id, any case. */
  readonly q?: string;
  readonly from?: Date;
  readonly to?: Date;
}

export type TraceSort = 'started_at' | 'last_event_at';

/** What narrows a timeline. Bounds are exclusive. */
export interface EventFilters {
  readonly afterSeq?: number;
  readonly beforeSeq?: number;
  readonly types?: readonly string[];
}

/** A part of a timeline, in order; `lastSeq` is where the next part begins. */
export interface TimelinePage {
  readonly events: readonly JsonText[];
  readonly lastSeq: number;
}
