/** Prompts: named texts and messages with variables, their versions and labels. Owns what is sent to a model, not the sending. */
export { type CompiledPrompt, compilePrompt, compileText, type PromptValues } from './content/compile-prompt';
export { findVariables } from './content/find-variables';
export { type PromptContent, type PromptType, variablesOf } from './content/prompt-content';
export {
  highestOf,
  labelsOf,
  type NewPrompt,
  type NewVersion,
  type Prompt,
  type PromptPatch,
  type PromptVersion,
  type SelectedPrompt,
} from './prompt.types';
export { PromptLabelsService } from './prompt-labels.service';
export { type CountedPrompts, PromptReader, type PromptSummary } from './prompt-reader';
export { PromptsModule } from './prompts.module';
export { PromptsService } from './prompts.service';
export type { PromptFilters } from './queries/list.queries';
export { latestLabel, productionLabel, type VersionChoice } from './selection/select-version';
