import type { ScoreDataType, ScoreSource } from '@debrief/ingestion';
import type { JsonText } from '@debrief/kernel';
import type { PlatformCondition } from '../platform-filters/platform-condition';

/** What somebody, or something, thinks of a run, a part of it, a session or a run over a data set. Ids are external ones. */
export interface Score {
  readonly id: string;
  readonly projectId: string;
  readonly traceId: string | null;
  readonly sessionId: string | null;
  readonly observationId: string | null;
  readonly datasetRunId: string | null;
  readonly name: string;
  /** Of a boolean 0 or 1; of a category its number, if it has one. */
  readonly value: number | null;
  /** Of a boolean True or False. */
  readonly stringValue: string | null;
  readonly dataType: ScoreDataType;
  readonly source: ScoreSource;
  readonly comment: string | null;
  readonly configId: string | null;
  readonly queueId: string | null;
  readonly authorUserId: string | null;
  readonly metadata: JsonText | null;
  /** Its own, else that of its run, else `default`. */
  readonly environment: string;
  /** When it was given. */
  readonly timestamp: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Null: it is of no run, or of one that has not come. */
  readonly trace: ScoredTrace | null;
}

/** What lists show of a score's run. */
export interface ScoredTrace {
  readonly userId: string | null;
  readonly tags: readonly string[];
  readonly environment: string;
  readonly sessionId: string | null;
}

export interface ScoreListQuery {
  /** Of the columns of `scoreFilterColumns`; all must hold. */
  readonly conditions: readonly PlatformCondition[];
}

/** Figures over all scores of a name. Null where none has a number. */
export interface ScoreStats {
  readonly name: string;
  /** All of the name, those without a number too. */
  readonly count: number;
  readonly avgValue: number | null;
  readonly minValue: number | null;
  readonly maxValue: number | null;
  readonly medianValue: number | null;
}
