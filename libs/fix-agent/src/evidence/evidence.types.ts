import type { HttpEvidence } from '@debrief/analysis';
import type { JsonValue } from '@debrief/kernel';

export interface EvidenceDetection {
  readonly label: string;
  readonly tier: string;
  readonly confidence: number;
  readonly critical_step_seq: number;
  readonly evidence_refs: readonly number[];
  readonly summary: string;
  /** HTTP requests that speak for it; absent where none does. */
  readonly http_requests?: readonly HttpEvidence[];
}

export interface EvidenceEvent {
  readonly seq: number;
  readonly type: string;
  readonly name: string | null;
  readonly agent: string | null;
  readonly payload: JsonValue;
}

/** What the run's client said of its code: where to look first. */
export interface EvidenceCode {
  readonly commit_sha: string | null;
  readonly branch: string | null;
  /** Name of the last checkpoint before the critical step; null: there was none. */
  readonly checkpoint: string | null;
  /** Paths that were in play then. */
  readonly files: readonly string[];
}

/**
 * What is known of an incident, as a fix agent is shown it: masked, e-mail addresses too. Its fields are the API's, because it is
 * quoted as JSON.
 */
export interface Evidence {
  readonly incident: {
    readonly id: string;
    readonly fingerprint: string;
    readonly label: string;
    readonly title: string;
    readonly severity: string;
    readonly root_cause: string | null;
    readonly critical_step_seq: number | null;
    readonly session_count: number;
  };
  /** Id of the run that is shown, as clients know it; null: none is left. */
  readonly session_id: string | null;
  readonly goal: string | null;
  readonly detections: readonly EvidenceDetection[];
  /** Null where nobody told. */
  readonly code: EvidenceCode | null;
  /** Around the critical step and what the detections name, in seq order. */
  readonly events: readonly EvidenceEvent[];
}

export interface MaskedEvidence {
  readonly evidence: Evidence;
  /** Rule → how many strings, or parts of strings, it masked. */
  readonly redactions: Readonly<Record<string, number>>;
}
