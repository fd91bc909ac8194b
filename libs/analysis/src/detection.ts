export type { DetectorSettings } from '@debrief/tenancy';

/** `defect`: provable from the events. `symptom`: an observed failure. `suspicion`: a heuristic, which opens no incident. */
export type Tier = 'defect' | 'symptom' | 'suspicion';
export type Severity = 'low' | 'medium' | 'high' | 'critical';

export type Evidence =
  { readonly kind: 'event'; readonly seq: number } | { readonly kind: 'artifact'; readonly id: string } | HttpEvidence;

/** A request of HTTP telemetry, placed beside the events (telemetry.md §5). */
export interface HttpEvidence {
  readonly kind: 'http_request';
  readonly id: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly statusCode: number;
  readonly durationMs: number;
  /** Of the last event before it by the clients' clocks; null: it began before all. */
  readonly nearestSeq: number | null;
  readonly approximate: true;
  readonly recovered: boolean;
}

/** One finding of one detector on one run. */
export interface Detection {
  readonly label: string;
  /** `seed` for the four of the contract, else the detector's file name. */
  readonly detector: string;
  readonly version: string;
  readonly tier: Tier;
  /** 0 to 1, by the detector's stated rule. */
  readonly confidence: number;
  readonly severity: Severity;
  /** Ascending unique seqs. */
  readonly evidenceRefs: readonly number[];
  readonly criticalStepSeq: number;
  /** One plain sentence. It may quote the run: what is shown of it is masked already. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
}

/** What the step of a detection was: what incidents are grouped by. */
export interface Subject {
  readonly agent: string | null;
  readonly type: string;
  /** Tool or action name. */
  readonly name: string | null;
  /** Error text of the step, or of the result that answered it. */
  readonly error: string | null;
}

export interface Candidate {
  readonly seq: number;
  readonly agent: string | null;
  /** 0 to 1; comparable within one run only. */
  readonly score: number;
}

/** A detector that did not run, and why: `missing_fields: …` or `disabled`. */
export interface Skipped {
  readonly label: string;
  readonly reason: string;
}

/** What the rules make of a run. Same run, settings and detector set: byte-identical on any machine. */
export interface Verdict {
  /** Labels of the tiers defect and symptom, in the order of the detectors. */
  readonly labels: readonly string[];
  readonly criticalStepSeq: number | null;
  readonly confidence: number;
  readonly rootCause: string | null;
  readonly detections: readonly Detection[];
  /** Beside each detection, in the same order. */
  readonly subjects: readonly Subject[];
  /** Three at most, best first. */
  readonly candidates: readonly Candidate[];
  readonly responsibleAgent: string | null;
  readonly skipped: readonly Skipped[];
  readonly detectorSet: string;
}
