import type { WorkspaceTx } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { highestOf, type Prompt, type SelectedPrompt } from './prompt.types';
import { findPrompt } from './queries/prompt.queries';
import { findVersion, lockName } from './queries/version.queries';
import { checkChoice, describeChoice, selectVersion, type VersionChoice } from './selection/select-version';

/** In Langfuse's words, which its SDKs show to people. @param choice what was asked for beside the name, in words */
export const promptNotFound = (name: string, choice = ''): DomainError =>
  new DomainError('NOT_FOUND', `Prompt not found: '${name}'${choice}`, { subject: 'prompt' });

/** @throws DomainError NOT_FOUND; INVALID where both a version and a label are asked for */
export const getSelectedPrompt = async (
  tx: WorkspaceTx,
  projectId: string,
  name: string,
  choice: VersionChoice,
): Promise<SelectedPrompt> => {
  checkChoice(choice);
  const prompt = await findPrompt(tx, projectId, name);
  if (!prompt) throw promptNotFound(name, describeChoice(choice));
  const number = selectVersion({ highest: highestOf(prompt), labels: prompt.labels }, choice);
  const version = number === undefined ? undefined : await findVersion(tx, prompt.id, number);
  if (!version) throw promptNotFound(name, describeChoice(choice));
  return { prompt, version };
};

/** A prompt that nobody else changes until the transaction ends. @throws DomainError NOT_FOUND */
export const getPromptForChange = async (tx: WorkspaceTx, projectId: string, name: string): Promise<Prompt> => {
  const seen = await findPrompt(tx, projectId, name);
  if (!seen) throw promptNotFound(name);
  await lockName(tx, projectId, seen.name);
  const prompt = await findPrompt(tx, projectId, seen.name);
  if (!prompt) throw promptNotFound(name);
  return prompt;
};

/** What a change left behind. */
export const getChangedPrompt = (
  tx: WorkspaceTx,
  projectId: string,
  { name }: Pick<Prompt, 'name'>,
  version?: number,
): Promise<SelectedPrompt> => getSelectedPrompt(tx, projectId, name, { version, otherwise: 'latest' });
