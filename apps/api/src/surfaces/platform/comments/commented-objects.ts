import type { CommentedType } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { PromptReader } from '@debrief/prompts';
import { ObservationReader, PlatformSessionReader, PlatformTraceReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';

/** Finds what comments are about, each in the feature that has it. */
@Injectable()
export class CommentedObjects {
  constructor(
    private readonly traces: PlatformTraceReader,
    private readonly sessions: PlatformSessionReader,
    private readonly observations: ObservationReader,
    private readonly prompts: PromptReader,
  ) {}

  /**
   * @returns the external id of the run that it is, or is in; null: it is of no run
   * @throws DomainError NOT_FOUND
   */
  async traceOf(scope: Scope, projectId: string, type: CommentedType, id: string): Promise<string | null> {
    switch (type) {
      case 'TRACE':
        await this.traces.get(scope, projectId, id, { io: false, observationIds: false, scoreIds: false });
        return id;
      case 'OBSERVATION': {
        const found = await this.observations.find(scope, projectId, id);
        if (!found) throw notFound('observation', id);
        return found.traceExternalId;
      }
      case 'SESSION':
        await this.sessions.get(scope, projectId, id);
        return null;
      case 'PROMPT':
        if (!(await this.prompts.has(scope, projectId, id))) throw notFound('prompt', id);
        return null;
    }
  }
}
