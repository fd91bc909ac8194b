import { Database } from '@debrief/infra';
import { DomainError, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { movedFrom } from './add-version';
import { getChangedPrompt, getPromptForChange, promptNotFound } from './get-prompt';
import type { SelectedPrompt } from './prompt.types';
import { deleteLabel, putLabels } from './queries/label.queries';
import { updatePrompt } from './queries/prompt.queries';
import { checkLabel, readLabels } from './selection/names';

/** What to put where. */
export interface LabelMove {
  readonly version: number;
  readonly labels: readonly string[];
  /** How the sender calls the labels, for errors. */
  readonly field: string;
}

/** The labels of a prompt's versions: each is on one version at most. */
@Injectable()
export class PromptLabelsService {
  constructor(private readonly database: Database) {}

  /**
   * Puts labels on a version, which keeps those that it has; they leave the versions that have them in the same moment.
   * @throws DomainError NOT_FOUND; INVALID, also for `latest`
   */
  put(scope: Scope, projectId: string, name: string, move: LabelMove): Promise<SelectedPrompt> {
    const wanted = readLabels(move.field, move.labels);
    const { version } = move;
    return this.database.inWorkspace(scope, async (tx) => {
      const prompt = await getPromptForChange(tx, projectId, name);
      if (!prompt.versions.includes(version)) throw promptNotFound(name, ` with version ${version}`);
      const labels = wanted.filter((label) => prompt.labels.get(label) !== version);
      if (labels.length > 0) {
        await putLabels(tx, prompt.id, version, labels);
        await updatePrompt(tx, prompt.id);
        await recordAudit(tx, scope, {
          action: 'prompt_label.put',
          targetType: 'prompt',
          targetId: prompt.id,
          projectId,
          details: { name: prompt.name, version, labels, moved_from: movedFrom(prompt, labels) },
        });
      }
      return getChangedPrompt(tx, projectId, prompt, version);
    });
  }

  /**
   * Takes a label away. @param version the one that must have it; absent: whichever has it
   * @throws DomainError NOT_FOUND; INVALID for `latest`
   */
  remove(
    scope: Scope,
    projectId: string,
    name: string,
    { label, version }: { readonly label: string; readonly version?: number },
  ): Promise<void> {
    checkLabel('label', label);
    return this.database.inWorkspace(scope, async (tx) => {
      const prompt = await getPromptForChange(tx, projectId, name);
      const labelled = prompt.labels.get(label);
      if (labelled === undefined || (version !== undefined && version !== labelled)) throw labelNotFound(label);
      await deleteLabel(tx, prompt.id, label);
      await updatePrompt(tx, prompt.id);
      await recordAudit(tx, scope, {
        action: 'prompt_label.remove',
        targetType: 'prompt',
        targetId: prompt.id,
        projectId,
        details: { name: prompt.name, version: labelled, label },
      });
    });
  }
}

const labelNotFound = (label: string): DomainError =>
  new DomainError('NOT_FOUND', `Label not found: '${label}'`, { subject: 'label' });
