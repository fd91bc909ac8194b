import { Database } from '@debrief/infra';
import { conflict, type Scope, toColumnText } from '@debrief/kernel';
import { changedFields, recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { addPrompt, addVersion } from './add-version';
import { getPromptForChange, getSelectedPrompt, promptNotFound } from './get-prompt';
import { highestOf, type NewPrompt, type NewVersion, type PromptPatch, type SelectedPrompt } from './prompt.types';
import { deletePrompt, findPromptByName, updatePrompt } from './queries/prompt.queries';
import { deleteVersions, lockName } from './queries/version.queries';
import { checkUnchanged } from './selection/check-unchanged';
import { checkName, readTags } from './selection/names';
import { checkChoice, describeChoice, selectVersion } from './selection/select-version';

/** Prompts of a project and their versions. A `name` is a prompt's name, or else its id. */
@Injectable()
export class PromptsService {
  constructor(private readonly database: Database) {}

  /** A prompt with its first version. @throws DomainError INVALID; CONFLICT `name_taken` */
  create(scope: Scope, projectId: string, { name, ...input }: NewPrompt): Promise<SelectedPrompt> {
    checkName(name);
    return this.database.inWorkspace(scope, async (tx) => {
      await lockName(tx, projectId, name);
      if (await findPromptByName(tx, projectId, name))
        throw conflict(`There is a prompt '${name}': POST its next version to …/versions`, 'name_taken');
      return addPrompt(tx, scope, { projectId, name }, input);
    });
  }

  /** The next version of a name, or the first of a new one. @throws DomainError INVALID */
  publish(scope: Scope, projectId: string, { name, ...input }: NewPrompt): Promise<SelectedPrompt> {
    checkName(name);
    return this.database.inWorkspace(scope, async (tx) => {
      await lockName(tx, projectId, name);
      const prompt = await findPromptByName(tx, projectId, name);
      return prompt ? addVersion(tx, scope, prompt, input) : addPrompt(tx, scope, { projectId, name }, input);
    });
  }

  /** The next version of a prompt. @throws DomainError NOT_FOUND, INVALID */
  addVersion(scope: Scope, projectId: string, name: string, input: NewVersion): Promise<SelectedPrompt> {
    return this.database.inWorkspace(scope, async (tx) =>
      addVersion(tx, scope, await getPromptForChange(tx, projectId, name), input),
    );
  }

  /** @throws DomainError NOT_FOUND; INVALID, also for a field of a version that is sent otherwise than it is */
  update(scope: Scope, projectId: string, name: string, patch: PromptPatch): Promise<SelectedPrompt> {
    const tags = patch.tags === undefined ? undefined : readTags(patch.tags ?? []).map(toColumnText);
    const description = typeof patch.description === 'string' ? toColumnText(patch.description) : patch.description;
    return this.database.inWorkspace(scope, async (tx) => {
      const prompt = await getPromptForChange(tx, projectId, name);
      const selected = await getSelectedPrompt(tx, projectId, prompt.name, { otherwise: 'latest' });
      checkUnchanged(selected, patch.unchanged);
      const change = {
        tags: tags ?? prompt.tags,
        description: description === undefined ? prompt.description : description,
      };
      const changed = changedFields({ tags: prompt.tags, description: prompt.description }, change);
      if (!changed) return selected;
      await updatePrompt(tx, prompt.id, change);
      await recordAudit(tx, scope, {
        action: 'prompt.update',
        targetType: 'prompt',
        targetId: prompt.id,
        projectId,
        details: { name: prompt.name, ...changed },
      });
      return getSelectedPrompt(tx, projectId, prompt.name, { otherwise: 'latest' });
    });
  }

  /**
   * Deletes a prompt or, where a version or a label is named, that version; with the last one goes the prompt. Its numbers stay taken.
   * @throws DomainError NOT_FOUND; INVALID where both are named
   */
  delete(
    scope: Scope,
    projectId: string,
    name: string,
    which: { readonly version?: number; readonly label?: string } = {},
  ): Promise<void> {
    checkChoice(which);
    return this.database.inWorkspace(scope, async (tx) => {
      const prompt = await getPromptForChange(tx, projectId, name);
      const isWhole = which.version === undefined && which.label === undefined;
      const choice = { ...which, otherwise: 'none' } as const;
      const version = isWhole
        ? undefined
        : selectVersion({ highest: highestOf(prompt), labels: prompt.labels }, choice);
      if (!isWhole && (version === undefined || !prompt.versions.includes(version)))
        throw promptNotFound(name, describeChoice(choice));
      const isLast = prompt.versions.every((one) => one === version);
      if (version === undefined || isLast) await deletePrompt(tx, prompt.id);
      else {
        await deleteVersions(tx, prompt.id, [version]);
        await updatePrompt(tx, prompt.id);
      }
      await recordAudit(tx, scope, {
        action: version === undefined ? 'prompt.delete' : 'prompt_version.delete',
        targetType: 'prompt',
        targetId: prompt.id,
        projectId,
        details: {
          name: prompt.name,
          versions: version === undefined ? prompt.versions : [version],
          labels: Object.fromEntries(prompt.labels),
        },
      });
    });
  }
}
