import type { JsonValue } from '@debrief/kernel';

/** What of a run says whether its output was a good one. */
export interface RunVerdict {
  readonly status: string;
  /** Of its detections. */
  readonly labels: readonly string[];
}

/** The output that a case made from a run should have: the given one, else the recorded one, unless the run went wrong. */
export const decideExpectedOutput = (
  given: JsonValue | undefined,
  recorded: JsonValue,
  { status, labels }: RunVerdict,
): JsonValue => {
  if (given !== undefined) return given;
  return status === 'failed' || labels.length > 0 ? null : recorded;
};
