import type { Scope } from '@debrief/kernel';
import { ObservationReader, type Score, ScoreReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import { toPublicObservation } from '../observations/public-observation-response';
import { toV1Observation } from '../observations/v1-observation-response';
import { toPublicScore } from '../scores/public-score-response';
import { toV1Score } from '../scores/v1-score-response';

/** The observations and scores of one trace, as the surface's own resources write them. */
@Injectable()
export class TraceChildren {
  constructor(
    private readonly observations: ObservationReader,
    private readonly scores: ScoreReader,
  ) {}

  /** By their start, the first 10,000. */
  async v1Observations(scope: Scope, projectId: string, traceId: string) {
    return (await this.observations.listDetailedOfTrace(scope, projectId, traceId)).map(toV1Observation);
  }

  async publicObservations(scope: Scope, projectId: string, traceId: string) {
    return (await this.observations.listDetailedOfTrace(scope, projectId, traceId)).map(toPublicObservation);
  }

  /** Of the trace and of its observations. */
  async v1Scores(scope: Scope, projectId: string, traceId: string) {
    return (await this.scoresOf(scope, projectId, traceId)).map(toV1Score);
  }

  async publicScores(scope: Scope, projectId: string, traceId: string) {
    return (await this.scoresOf(scope, projectId, traceId)).map(toPublicScore);
  }

  private async scoresOf(scope: Scope, projectId: string, traceId: string): Promise<Score[]> {
    return (await this.scores.listOfTraces(scope, projectId, [traceId])).get(traceId) ?? [];
  }
}
