import type { Scope } from '@debrief/kernel';
import { ObservationReader, type Score, ScoreReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { ObservationAnswers, type ObservationsAnswer } from '../observations/observation-answers';
import { toPublicScore } from '../scores/public-score-response';
import { toV1Score } from '../scores/v1-score-response';

interface TraceAnswer extends Pick<ObservationsAnswer, 'scope' | 'rest' | 'toResponse'> {
  readonly projectId: string;
  readonly traceId: string;
}

/** The observations and scores of one trace, as the surface's own resources write them. */
@Injectable()
export class TraceChildren {
  constructor(
    private readonly observations: ObservationReader,
    private readonly answers: ObservationAnswers,
    private readonly scores: ScoreReader,
  ) {}

  /** Answers with a trace and, under `observations`, its own by their start, the first 10,000: they may be large, and are not held at once. */
  async writeWithObservations(response: Response, { scope, projectId, traceId, rest, toResponse }: TraceAnswer) {
    const observations = await this.observations.listOfTrace(scope, projectId, traceId);
    await this.answers.write(response, { scope, rest, field: 'observations', observations, toResponse });
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
