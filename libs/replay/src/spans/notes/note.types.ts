/** What Debrief knows of a run or span beside what was sent (`include=debrief`, otel.md C3). */
export interface DebriefNote {
  /** Place among the events of the run; null: of a run. */
  readonly seq: number | null;
  /** What it is to rules; null: of a run. */
  readonly eventType: string | null;
  /** What was found in the run. */
  readonly labels: readonly string[];
  /** Of a run: reported where any part of it was. */
  readonly costSource: 'reported' | 'list' | 'none';
  /** Texts of it (or of one of its spans) were cut to be stored. */
  readonly isTruncated: boolean;
  /** A call of a model that passes on what calls below it report. */
  readonly isWrapper: boolean;
  /** Incidents that the run belongs to. */
  readonly incidentIds: readonly string[];
}
