import type { Severity } from '@debrief/analysis';
import type { DB } from '@debrief/infra';
import type { Selectable } from 'kysely';

export const incidentStatuses = ['new', 'triaged', 'fixing', 'verified', 'ignored'] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

/** Ascending. */
export const severities = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[];

type Columns = Omit<Selectable<DB['incident']>, 'status' | 'severity'>;

/** An incident with what of its runs stands in every answer. */
export interface IncidentRow extends Columns {
  readonly status: IncidentStatus;
  readonly severity: Severity;
  /** Internal id of the first run that is still there; null when none is. */
  readonly representativeTraceId: string | null;
  /** The same run's own (external) id. */
  readonly representativeSessionId: string | null;
  /** External ids of the newest 100 runs, newest first. */
  readonly sessionIds: readonly string[];
}

/** A run of an incident. After a merge one run may stand in it several times, once for each fingerprint. */
export interface IncidentTrace {
  /** Internal id. */
  readonly traceId: string;
  readonly externalId: string;
  readonly fingerprint: string;
  readonly label: string;
  readonly criticalStepSeq: number | null;
  readonly confidence: number;
  /** How many detections of the fingerprint the run has. */
  readonly occurrences: number;
  readonly seenAt: Date;
}

/** What narrows a list of incidents. Dates: `from` inclusive, `to` exclusive, on `last_seen_at`. */
export interface IncidentFilters {
  /** Id or slug. */
  readonly project?: string;
  /** External id of a run in it. */
  readonly sessionId?: string;
  readonly status?: string;
  readonly severity?: string;
  /** A user id, or `none`. */
  readonly ownerId?: string;
  readonly label?: string;
  readonly from?: Date;
  readonly to?: Date;
  /** Substring of label, title, root cause, severity or status, any case. */
  readonly q?: string;
}

export const incidentSorts = ['last_seen_at', 'first_seen_at', 'created_at', 'session_count', 'severity'] as const;
export type IncidentSort = (typeof incidentSorts)[number];

/** What a person changes. Absent: as it is. */
export interface IncidentPatch {
  readonly status?: IncidentStatus;
  /** User id of a member; null: nobody. */
  readonly ownerId?: string | null;
  readonly severity?: Severity;
}
