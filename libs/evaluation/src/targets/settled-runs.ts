import type { TraceRow } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { ObservationReader, PlatformTraceReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import type { Evaluator } from '../evaluators/evaluator.types';
import type { SettledRun } from '../jobs/choose-targets';

/** Reads of runs what evaluators choose by. */
@Injectable()
export class SettledRuns {
  constructor(
    private readonly traces: PlatformTraceReader,
    private readonly observations: ObservationReader,
  ) {}

  /** @param evaluators who are to choose @throws DomainError NOT_FOUND */
  async get(
    scope: Scope,
    { projectId, externalId, models }: TraceRow,
    evaluators: readonly Evaluator[],
  ): Promise<SettledRun> {
    const nothingMore = { io: false, observationIds: false, scoreIds: false };
    const { trace } = await this.traces.get(scope, projectId, externalId, nothingMore);
    const wantsObservations = evaluators.some(({ targetFilter }) => targetFilter.observationTypes.length > 0);
    return {
      externalId,
      name: trace.name,
      models,
      tags: trace.tags,
      environment: trace.environment ?? 'default',
      observations: wantsObservations ? await this.observations.listOfTrace(scope, projectId, externalId) : [],
    };
  }
}
