import type { JsonObject, JsonValue } from '@debrief/kernel';
import {
  highestOf,
  labelsOf,
  type NewVersion,
  type Prompt,
  type PromptFilters,
  type PromptPatch,
  type PromptVersion,
  type SelectedPrompt,
  variablesOf,
} from '@debrief/prompts';
import { AnyJson, JsonField, Text, Texts, Whole } from '../../../http/fields';
import { V1PageQuery } from '../v1/page.dto';
import {
  commitMessageField,
  contentDescription,
  descriptionField,
  labelField,
  labelsField,
  nameField,
  tagsField,
  toContent,
  typeField,
  versionField,
} from './prompt-fields';

/** Body of POST /v1/prompts/{name}/versions. */
export class NewVersionBody {
  @Text({
    ...typeField,
    default: undefined,
    description: '`text` or `chat`, in any case; absent: that of the prompt, of a new one `text`',
  })
  type?: string;
  @AnyJson({ description: contentDescription }) content?: JsonValue;
  @AnyJson({ description: 'Another name of `content`' }) prompt?: JsonValue;
  @AnyJson({ description: 'Kept beside the content as it is', default: {} }) config?: JsonValue;
  @Texts({ ...labelsField, description: 'They move here from the versions that have them' }) labels?: string[];
  @Texts({ ...tagsField, description: 'Of the prompt' }) tags?: string[];
  @Text({ ...descriptionField, description: 'Of the prompt' }) description?: string;
  @Text(commitMessageField) commitMessage?: string;
  @Text({ max: 256 }) projectId?: string;
}

/** Body of POST /v1/prompts. */
export class NewPromptBody extends NewVersionBody {
  @Text({ ...nameField, required: true }) name: string;
}

export const toNewVersion = (body: NewVersionBody): NewVersion => ({
  ...toContent(body),
  type: body.type,
  config: body.config ?? {},
  labels: body.labels ?? [],
  tags: body.tags,
  description: body.description,
  commitMessage: body.commitMessage ?? null,
});

/** Body of PATCH and PUT /v1/prompts/{name}. */
export class PromptPatchBody {
  @Text({ ...descriptionField, nullable: true }) description?: string | null;
  @Texts({ ...tagsField, nullable: true }) tags?: string[] | null;
  @Text({ ...nameField, description: 'Only as it is' }) name?: string;
  @Text({ max: 16, description: 'Only as it is' }) type?: string;
  @AnyJson({ description: 'Only as it is: a new text is a new version' }) content?: JsonValue;
  @AnyJson({ description: 'Only as it is: a new text is a new version' }) prompt?: JsonValue;
  @AnyJson({ description: 'Only as it is: it belongs to a version' }) config?: JsonValue;
  @Texts({ ...labelsField, description: 'Only as they are' }) labels?: string[];
  @Text({ ...commitMessageField, description: 'Only as it is' }) commitMessage?: string;
  @Text({ max: 256 }) projectId?: string;
}

export const toPromptPatch = ({ description, tags, projectId: _, ...others }: PromptPatchBody): PromptPatch => ({
  description,
  tags,
  unchanged: Object.fromEntries(
    Object.entries(others).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  ),
});

export class VersionQuery {
  @Whole(versionField) version?: number;
  @Text({ ...labelField, description: 'Absent, as `version`: `production`, else the highest version' }) label?: string;
}

/** Body of POST /v1/prompts/{name}/compile. */
export class CompileBody extends VersionQuery {
  @JsonField({ description: 'Name → value: texts, numbers and flags as text, the rest as JSON' })
  variables?: JsonObject;
  @JsonField({ description: 'Name → list of messages' }) placeholders?: JsonObject;
  @Text({ max: 256 }) projectId?: string;
}

/** Body of POST /v1/prompts/{name}/labels. */
export class LabelBody {
  @Text({ ...labelField, required: true }) label: string;
  @Whole({ ...versionField, required: true }) version: number;
  @Text({ max: 256 }) projectId?: string;
}

export class V1PromptsQuery extends V1PageQuery {
  @Text({ max: 256, description: 'Exact' }) name?: string;
  @Text({ ...labelField, description: 'Prompts with a version of this label, each with that version' }) label?: string;
  @Text({ max: 4_096, description: 'Separated by commas: prompts that have all of them' }) tags?: string;
}

export const toPromptFilters = ({ name, label, tags }: V1PromptsQuery): PromptFilters => ({
  name,
  label,
  tags: tags
    ?.split(',')
    .map((tag) => tag.trim())
    .filter(Boolean),
});

export const toV1Version = (prompt: Prompt, version: PromptVersion) => ({
  id: version.id,
  promptId: prompt.id,
  ...contentOf(prompt, version),
  createdAt: version.createdAt,
});

const contentOf = (prompt: Prompt, { version, content, config, commitMessage }: PromptVersion) => ({
  version,
  content,
  prompt: content,
  config,
  labels: labelsOf(prompt, version),
  variables: variablesOf(content),
  commitMessage,
});

export const toV1Prompt = ({ prompt, version }: SelectedPrompt) => ({
  id: prompt.id,
  projectId: prompt.projectId,
  name: prompt.name,
  type: prompt.type,
  description: prompt.description,
  tags: prompt.tags,
  createdAt: prompt.createdAt,
  updatedAt: prompt.updatedAt,
  ...contentOf(prompt, version),
  latestVersion: toV1Version(prompt, version),
  latestVersionNumber: highestOf(prompt),
});

/** In a list: with all versions and all labels of the prompt; those of the version that it shows are in `latestVersion`. */
export const toV1PromptItem = (selected: SelectedPrompt) => ({
  ...toV1Prompt(selected),
  versions: selected.prompt.versions,
  labels: [...selected.prompt.labels.keys()].sort(),
});
