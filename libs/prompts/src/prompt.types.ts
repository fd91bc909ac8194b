import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { PromptContent, PromptType } from './content/prompt-content';

/** A prompt beside its texts: what holds for all of its versions, and which there are. */
export interface Prompt {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly type: PromptType;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  /** When it, its versions or its labels last changed. */
  readonly updatedAt: Date;
  /** Numbers, ascending; there is one at least. */
  readonly versions: readonly number[];
  /** Label → number of its version; without `latest`. */
  readonly labels: ReadonlyMap<string, number>;
}

export interface PromptVersion {
  readonly id: string;
  readonly promptId: string;
  readonly version: number;
  readonly content: PromptContent;
  readonly config: JsonValue;
  readonly commitMessage: string | null;
  readonly createdAt: Date;
}

/** A prompt and the version of it that was asked for. */
export interface SelectedPrompt {
  readonly prompt: Prompt;
  readonly version: PromptVersion;
}

/** What is to become a version. */
export interface NewVersion {
  /** How the sender calls the content, for errors. */
  readonly contentField: string;
  /** A text, or messages as a list or as JSON text. */
  readonly content: JsonValue | undefined;
  readonly config: JsonValue;
  /** They move here from where they are. */
  readonly labels: readonly string[];
  readonly commitMessage: string | null;
  /** In any case; absent: that of the prompt, or text. */
  readonly type?: string;
  /** Of the prompt; absent: as they are. */
  readonly tags?: readonly string[];
  readonly description?: string;
}

export interface NewPrompt extends NewVersion {
  readonly name: string;
}

/** What is to be changed of a prompt: absent stays, null clears. The other fields may be sent, but only as they are. */
export interface PromptPatch {
  readonly description?: string | null;
  readonly tags?: readonly string[] | null;
  /** Field → value. */
  readonly unchanged: Readonly<JsonObject>;
}

export const highestOf = ({ versions }: Pick<Prompt, 'versions'>): number => versions.at(-1) ?? 0;

/** The labels of one version, sorted; without `latest`. */
export const labelsOf = ({ labels }: Pick<Prompt, 'labels'>, version: number): string[] =>
  [...labels]
    .filter(([, labelled]) => labelled === version)
    .map(([label]) => label)
    .sort();
