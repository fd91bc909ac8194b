import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';

/** The observations and scores of one trace, as the surface's own resources write them. */
@Injectable()
export class TraceChildren {
  async v1Observations(_scope: Scope, _projectId: string, _traceId: string): Promise<unknown[]> {
    return [];
  }

  async v1Scores(_scope: Scope, _projectId: string, _traceId: string): Promise<unknown[]> {
    return [];
  }

  async publicObservations(_scope: Scope, _projectId: string, _traceId: string): Promise<unknown[]> {
    return [];
  }

  async publicScores(_scope: Scope, _projectId: string, _traceId: string): Promise<unknown[]> {
    return [];
  }
}
