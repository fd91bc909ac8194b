import { DatasetRunsService } from '@debrief/datasets';
import { DomainError, isJsonObject, type JsonValue, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';

/** Which runs over data sets that scores name are there. */
@Injectable()
export class ScoredDatasetRuns {
  constructor(private readonly runs: DatasetRunsService) {}

  /** Of the runs that bodies name those that the project has. */
  async known(scope: Scope, projectId: string, bodies: readonly JsonValue[]): Promise<ReadonlySet<string>> {
    const named = new Set(bodies.flatMap((body) => namedBy(body)));
    const known = new Set<string>();
    for (const run of named) if (await this.isThere(scope, projectId, run)) known.add(run);
    return known;
  }

  private async isThere(scope: Scope, projectId: string, run: string): Promise<boolean> {
    try {
      await this.runs.get(scope, projectId, { run });
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return false;
      throw error;
    }
  }
}

const namedBy = (body: JsonValue): string[] =>
  isJsonObject(body) && typeof body['datasetRunId'] === 'string' ? [body['datasetRunId']] : [];
