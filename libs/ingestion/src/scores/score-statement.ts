import type { JsonObject, JsonText } from '@debrief/kernel';
import type { Finding } from './finding';

export const scoreSources = ['API', 'EVAL', 'ANNOTATION'] as const;
export type ScoreSource = (typeof scoreSources)[number];

/** What a score is about. Ids are external ones. */
export interface ScoreTarget {
  readonly traceId: string | null;
  /** Of the run `traceId`. */
  readonly observationId: string | null;
  readonly sessionId: string | null;
  readonly datasetRunId: string | null;
}

/** What somebody says of a score, checked and masked. Null: nothing said. */
export interface ScoreStatement extends ScoreTarget {
  readonly name: string | null;
  readonly finding: Finding | null;
  readonly source: ScoreSource | null;
  readonly comment: string | null;
  readonly configId: string | null;
  readonly metadata: JsonObject | null;
  readonly environment: string | null;
  readonly authorUserId: string | null;
  readonly queueId: string | null;
  /** Milliseconds since 1970, where the sender says when the score was given. */
  readonly scoredAt: number | null;
}

/** A score as its row holds it. */
export interface ScoreContent extends ScoreTarget, Finding {
  readonly name: string;
  readonly source: ScoreSource;
  readonly comment: string | null;
  readonly configId: string | null;
  readonly metadata: JsonText | null;
  /** Null: that of the run. */
  readonly environment: string | null;
  readonly authorUserId: string | null;
  readonly queueId: string | null;
  readonly scoredAt: Date;
}
