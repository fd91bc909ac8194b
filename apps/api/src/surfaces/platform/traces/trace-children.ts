import type { Scope } from '@debrief/kernel';
import { ObservationReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import { toPublicObservation } from '../observations/public-observation-response';
import { toV1Observation } from '../observations/v1-observation-response';

/** The observations and scores of one trace, as the surface's own resources write them. */
@Injectable()
export class TraceChildren {
  constructor(private readonly observations: ObservationReader) {}

  /** By their start, the first 10,000. */
  async v1Observations(scope: Scope, projectId: string, traceId: string) {
    return (await this.observations.listDetailedOfTrace(scope, projectId, traceId)).map(toV1Observation);
  }

  async publicObservations(scope: Scope, projectId: string, traceId: string) {
    return (await this.observations.listDetailedOfTrace(scope, projectId, traceId)).map(toPublicObservation);
  }

  async v1Scores(_scope: Scope, _projectId: string, _traceId: string): Promise<unknown[]> {
    return [];
  }

  async publicScores(_scope: Scope, _projectId: string, _traceId: string): Promise<unknown[]> {
    return [];
  }
}
