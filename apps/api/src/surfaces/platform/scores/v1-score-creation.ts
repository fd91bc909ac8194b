import { ScoreService, type ScoreSource } from '@debrief/ingestion';
import { DomainError, type JsonValue, notFound, type Scope } from '@debrief/kernel';
import { type Score, ScoreReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import { ScoredDatasetRuns } from './scored-dataset-runs';

/** Creates scores of `/v1` and reads them back. */
@Injectable()
export class V1ScoreCreation {
  constructor(
    private readonly scores: ScoreService,
    private readonly reader: ScoreReader,
    private readonly runs: ScoredDatasetRuns,
  ) {}

  /** @param source where the body names none @throws DomainError why it is refused */
  async createOne(
    scope: Scope,
    projectId: string,
    body: JsonValue,
    source?: ScoreSource,
  ): Promise<{ readonly score: Score; readonly isNew: boolean }> {
    const [outcome] = await this.store(scope, projectId, [body], source);
    if (outcome === undefined) throw new Error('a score has no outcome');
    if (outcome instanceof DomainError) throw outcome;
    return { score: await this.reader.get(scope, projectId, outcome.id), isNew: outcome.isNew };
  }

  /** Each alone, in the order sent: the score, or why there is none. */
  async createAll(scope: Scope, projectId: string, bodies: readonly JsonValue[]): Promise<(Score | DomainError)[]> {
    const outcomes = await this.store(scope, projectId, bodies);
    const ids = outcomes.flatMap((outcome) => (outcome instanceof DomainError ? [] : [outcome.id]));
    const found = new Map((await this.reader.getMany(scope, projectId, ids)).map((score) => [score.id, score]));
    return outcomes.map((outcome) =>
      outcome instanceof DomainError ? outcome : (found.get(outcome.id) ?? notFound('score', outcome.id)),
    );
  }

  private async store(scope: Scope, projectId: string, bodies: readonly JsonValue[], source?: ScoreSource) {
    const datasetRunIds = await this.runs.known(scope, projectId, bodies);
    return this.scores.create(scope, projectId, { bodies, source, datasetRunIds });
  }
}
