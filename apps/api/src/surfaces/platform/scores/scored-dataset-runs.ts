import { isJsonObject, type JsonValue, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';

/** Which runs over data sets that scores name are there. */
@Injectable()
export class ScoredDatasetRuns {
  /** @returns of the runs that bodies name those that the project has: none yet, as it has no data sets */
  known(_scope: Scope, _projectId: string, bodies: readonly JsonValue[]): Promise<ReadonlySet<string>> {
    const named = bodies.flatMap((body) => (isJsonObject(body) ? (body['datasetRunId'] ?? []) : []));
    void named;
    return Promise.resolve(new Set<string>());
  }
}
