import type { Scope } from '@debrief/kernel';
import { PromptReader } from '@debrief/prompts';
import type { Observation } from '@debrief/replay';
import { Injectable } from '@nestjs/common';

/** @returns the id of the version of a prompt that an observation names; null: it names none, or none that is there */
export type PromptIdOf = (observation: Pick<Observation, 'promptName' | 'promptVersion'>) => string | null;

/** Finds the prompts that observations name. */
@Injectable()
export class NamedPrompts {
  constructor(private readonly prompts: PromptReader) {}

  /** One look-up for all of them. @param projectId of the observations */
  async of(scope: Scope, projectId: string, observations: readonly Observation[]): Promise<PromptIdOf> {
    const named = observations.flatMap(({ promptName: name, promptVersion: version }) =>
      name === null || version === null ? [] : [{ name, version }],
    );
    const idOf = await this.prompts.mapIds(scope, projectId, named);
    return ({ promptName, promptVersion }) =>
      promptName === null || promptVersion === null ? null : idOf(promptName, promptVersion);
  }
}
