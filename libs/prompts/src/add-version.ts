import type { WorkspaceTx } from '@debrief/infra';
import { invalid, newId, type Scope, toColumnText } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { readContent, readPromptType } from './content/read-content';
import type { PromptType } from './content/prompt-content';
import { getChangedPrompt } from './get-prompt';
import type { NewVersion, Prompt, SelectedPrompt } from './prompt.types';
import { putLabels } from './queries/label.queries';
import { insertPrompt, updatePrompt } from './queries/prompt.queries';
import { insertVersion, takeNumber } from './queries/version.queries';
import { readLabels, readTags } from './selection/names';

/** Makes the first version of a name that is locked and has no prompt. @throws DomainError INVALID */
export const addPrompt = async (
  tx: WorkspaceTx,
  scope: Scope,
  { projectId, name }: Pick<Prompt, 'projectId' | 'name'>,
  input: NewVersion,
): Promise<SelectedPrompt> => {
  const type = readPromptType(input.type ?? 'text');
  const id = newId();
  const description = input.description === undefined ? null : toColumnText(input.description);
  const tags = readTags(input.tags ?? []).map(toColumnText);
  await insertPrompt(tx, { id, projectId, name, type, description, tags });
  const { version, labels } = await writeVersion(tx, { id, projectId, name, type }, input);
  const details = { name, type, version, labels, ...(tags.length > 0 && { tags }) };
  await recordAudit(tx, scope, { action: 'prompt.create', targetType: 'prompt', targetId: id, projectId, details });
  return getChangedPrompt(tx, projectId, { name }, version);
};

/** Makes the next version of a prompt that is locked. @throws DomainError INVALID, also for another type than it has */
export const addVersion = async (
  tx: WorkspaceTx,
  scope: Scope,
  prompt: Prompt,
  input: NewVersion,
): Promise<SelectedPrompt> => {
  const { id, projectId, name, type } = prompt;
  if (input.type !== undefined && readPromptType(input.type) !== type)
    throw invalid('type', `must be ${type}, as in the versions before: another type needs another name`);
  const tags = input.tags && readTags(input.tags).map(toColumnText);
  const description = input.description === undefined ? undefined : toColumnText(input.description);
  const { version, labels } = await writeVersion(tx, prompt, input);
  await updatePrompt(tx, id, { tags, description });
  const details = { name, version, labels, moved_from: movedFrom(prompt, labels), ...(tags && { tags }) };
  await recordAudit(tx, scope, {
    action: 'prompt_version.create',
    targetType: 'prompt',
    targetId: id,
    projectId,
    details,
  });
  return getChangedPrompt(tx, projectId, prompt, version);
};

const writeVersion = async (
  tx: WorkspaceTx,
  { id, projectId, name, type }: Pick<Prompt, 'id' | 'projectId' | 'name'> & { readonly type: PromptType },
  input: NewVersion,
): Promise<{ readonly version: number; readonly labels: readonly string[] }> => {
  const content = readContent(input.contentField, type, input.content);
  const labels = readLabels('labels', input.labels);
  const version = await takeNumber(tx, projectId, name);
  const commitMessage = input.commitMessage === null ? null : toColumnText(input.commitMessage);
  await insertVersion(tx, { id: newId(), promptId: id, version, content, config: input.config, commitMessage });
  await putLabels(tx, id, version, labels);
  return { version, labels };
};

/** Label → the version that has it before it moves. */
export const movedFrom = ({ labels }: Pick<Prompt, 'labels'>, moving: readonly string[]): Record<string, number> =>
  Object.fromEntries([...labels].filter(([label]) => moving.includes(label)));
