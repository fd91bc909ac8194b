import type { Scope } from '@debrief/kernel';
import { type Observation, ObservationReader, type Score, ScoreReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { NamedPrompts } from '../observations/named-prompts';
import { toPublicObservation } from '../observations/public-observation-response';
import { toV1Observation } from '../observations/v1-observation-response';
import { toPublicScore } from '../scores/public-score-response';
import { toV1Score } from '../scores/v1-score-response';
import { type ItemsAnswer, writeItems } from '../write-items';

interface TraceAnswer extends Pick<ItemsAnswer<never>, 'rest'> {
  readonly scope: Scope;
  readonly projectId: string;
  readonly traceId: string;
}

const field = 'observations';

/** The observations and scores of one trace, as the surface's own resources write them. */
@Injectable()
export class TraceChildren {
  constructor(
    private readonly observations: ObservationReader,
    private readonly prompts: NamedPrompts,
    private readonly scores: ScoreReader,
  ) {}

  /** Answers with a trace and, under `observations`, its own by their start, the first 10,000. */
  async writeWithV1Observations(response: Response, answer: TraceAnswer): Promise<void> {
    const parts = this.observations.eachDetailed(answer.scope, await this.observationsOf(answer));
    await writeItems(response, { rest: answer.rest, field, parts, toResponse: toV1Observation });
  }

  /** As above. */
  async writeWithPublicObservations(response: Response, answer: TraceAnswer): Promise<void> {
    const { scope, projectId, rest } = answer;
    const found = await this.observationsOf(answer);
    const promptIdOf = await this.prompts.of(scope, projectId, found);
    const parts = this.observations.eachDetailed(scope, found);
    await writeItems(response, { rest, field, parts, toResponse: (one) => toPublicObservation(one, promptIdOf) });
  }

  /** Of the trace and of its observations. */
  async v1Scores(scope: Scope, projectId: string, traceId: string) {
    return (await this.scoresOf(scope, projectId, traceId)).map(toV1Score);
  }

  async publicScores(scope: Scope, projectId: string, traceId: string) {
    return (await this.scoresOf(scope, projectId, traceId)).map(toPublicScore);
  }

  private observationsOf({ scope, projectId, traceId }: TraceAnswer): Promise<Observation[]> {
    return this.observations.listOfTrace(scope, projectId, traceId);
  }

  private async scoresOf(scope: Scope, projectId: string, traceId: string): Promise<Score[]> {
    return (await this.scores.listOfTraces(scope, projectId, [traceId])).get(traceId) ?? [];
  }
}
