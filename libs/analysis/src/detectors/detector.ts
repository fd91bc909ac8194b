import type { Severity, Tier } from '../detection';
import type { PlacedRequest } from '../requests/place-requests';
import type { IndexedRun } from '../run/index-run';
import type { MastMode, TrailCategory } from './taxonomies';

/** One thing that a detector saw. Of several the most confident counts, of equals the one with the lowest critical step. */
export interface Finding {
  readonly confidence: number;
  readonly criticalStepSeq: number;
  readonly evidenceRefs: readonly number[];
  /** HTTP requests that it is seen by. */
  readonly requests?: readonly PlacedRequest[];
  /** One plain sentence. */
  readonly summary: string;
  /** Where it differs from the detector's own. */
  readonly severity?: Severity;
}

/** A rule over one run. Pure and linear in the events: no clock, no randomness, no locale. */
export interface Detector<T extends string = string> {
  /** What it finds, in snake_case: what incidents, switches and thresholds are named by. */
  readonly label: string;
  /** Changes with every change of what it returns. */
  readonly version: string;
  readonly tier: Tier;
  readonly severity: Severity;
  /** What it is a sign of in the field's taxonomies; null: of nothing that they name. */
  readonly mast: MastMode | null;
  readonly trail: TrailCategory | null;
  /** Its limits with their defaults; a project may set `<label>.<name>`. */
  readonly thresholds: Readonly<Record<T, number>>;
  /** The field without which it cannot say anything about this run; null: it has what it needs. */
  missing(run: IndexedRun): string | null;
  detect(run: IndexedRun, thresholds: Readonly<Record<T, number>>): readonly Finding[];
}

/** Checks a detector and keeps the names of its thresholds. */
export const detector = <T extends string = never>(one: Detector<T>): Detector<T> => one;

/** For rules that can say something about every run. */
export const needsNothing = (): null => null;
