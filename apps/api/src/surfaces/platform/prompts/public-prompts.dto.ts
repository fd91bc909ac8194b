import type { JsonValue } from '@debrief/kernel';
import {
  highestOf,
  labelsOf,
  latestLabel,
  type NewPrompt,
  productionLabel,
  type PromptFilters,
  type PromptSummary,
  type SelectedPrompt,
} from '@debrief/prompts';
import { AnyJson, Flag, Instant, Text, Texts, Whole } from '../../../http/fields';
import { PublicPageQuery } from '../public/page.dto';
import {
  commitMessageField,
  contentDescription,
  labelField,
  labelsField,
  nameField,
  tagsField,
  typeField,
  versionField,
} from './prompt-fields';

/** Body of POST /api/public/v2/prompts. */
export class PublishPromptBody {
  @Text({ ...nameField, required: true }) name: string;
  @Text(typeField) type?: string;
  @AnyJson({ required: true, description: contentDescription }) prompt: JsonValue;
  @AnyJson({ default: {} }) config?: JsonValue;
  @Texts({ ...labelsField, description: 'They move here from the versions that have them' }) labels?: string[];
  @Texts({ ...tagsField, description: 'Of all versions; absent: as they are' }) tags?: string[];
  @Text(commitMessageField) commitMessage?: string;
  @Flag({ description: 'Of old SDKs: true is the label `production`' }) isActive?: boolean;
}

/** A new version is the latest in any case, so that label may stand among the others. */
export const toPublishedPrompt = (body: PublishPromptBody): NewPrompt => ({
  name: body.name,
  type: body.type ?? 'text',
  contentField: 'prompt',
  content: body.prompt,
  config: body.config ?? {},
  labels: [
    ...(body.labels ?? []).filter((label) => label !== latestLabel),
    ...(body.isActive === true ? [productionLabel] : []),
  ],
  tags: body.tags,
  commitMessage: body.commitMessage ?? null,
});

/** Body of PATCH /api/public/v2/prompts/{name}/versions/{version}. */
export class NewLabelsBody {
  @Texts({ ...labelsField, required: true, description: 'Added to those that the version has' }) newLabels: string[];
}

export class PublicVersionQuery {
  @Whole(versionField) version?: number;
  @Text({ ...labelField, description: 'Absent, as `version`: `production`' }) label?: string;
}

export class DeletedVersionQuery {
  @Whole({ ...versionField, description: 'Only this version' }) version?: number;
  @Text({ ...labelField, description: 'Only the version with this label' }) label?: string;
}

/** Query of GET /api/public/prompts, which names the prompt. */
export class NamedPromptQuery extends PublicVersionQuery {
  @Text({ max: 256, required: true }) name: string;
}

export class PublicPromptsQuery extends PublicPageQuery {
  @Text({ max: 256, description: 'Exact' }) name?: string;
  @Text({ max: 36 }) label?: string;
  @Text({ max: 256 }) tag?: string;
  @Instant({ description: 'At or after' }) fromUpdatedAt?: string;
  @Instant({ description: 'Before' }) toUpdatedAt?: string;
}

export const toPublicFilters = (query: PublicPromptsQuery): PromptFilters => ({
  name: query.name,
  label: query.label,
  tags: query.tag === undefined ? undefined : [query.tag],
  updatedFrom: toDate(query.fromUpdatedAt),
  updatedTo: toDate(query.toUpdatedAt),
});

const toDate = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

export const toPublicPrompt = ({ prompt, version }: SelectedPrompt) => {
  const labels = labelsOf(prompt, version.version);
  return {
    id: version.id,
    name: prompt.name,
    version: version.version,
    type: prompt.type,
    prompt: version.content,
    config: version.config,
    labels: version.version === highestOf(prompt) ? [...labels, latestLabel] : labels,
    tags: prompt.tags,
    commitMessage: version.commitMessage,
    resolutionGraph: null,
    isActive: labels.includes(productionLabel),
    createdAt: version.createdAt,
    updatedAt: prompt.updatedAt,
  };
};

export const toPublicPromptMeta = ({ prompt, config }: PromptSummary) => ({
  name: prompt.name,
  type: prompt.type,
  versions: prompt.versions,
  labels: [...prompt.labels.keys(), latestLabel].sort(),
  tags: prompt.tags,
  lastUpdatedAt: prompt.updatedAt,
  lastConfig: config,
});
