import { type Dataset, type DatasetPatch, fromJsonColumn, type NewDataset } from '@debrief/datasets';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import { AnyJson, JsonField, Text } from '../../../http/fields';

const schemaNote = 'JSON Schema, draft 2020-12 or 07. Active items must fit it.';

export class CreateDatasetBody {
  @Text({ max: 256, description: 'Of your choice; else one is made' }) id?: string;
  @Text({ max: 256 }) projectId?: string;
  @Text({ max: 256, required: true, example: 'refunds' }) name!: string;
  @Text({ max: 10_000, multiline: true, min: 0 }) description?: string;
  @AnyJson({ example: { team: 'support' } }) metadata?: JsonValue;
  @JsonField({ description: schemaNote }) inputSchema?: JsonObject;
  @JsonField({ description: schemaNote }) expectedOutputSchema?: JsonObject;
}

export class UpdateDatasetBody {
  @Text({ max: 256 }) projectId?: string;
  @Text({ max: 256 }) name?: string;
  @Text({ max: 10_000, multiline: true, min: 0, nullable: true }) description?: string | null;
  @AnyJson({ nullable: true, description: 'Merged by key' }) metadata?: JsonValue;
  @JsonField({ nullable: true, description: schemaNote }) inputSchema?: JsonObject | null;
  @JsonField({ nullable: true, description: schemaNote }) expectedOutputSchema?: JsonObject | null;
}

/** Of Langfuse's SDKs: the data set of that name is made or changed. */
export class PublicDatasetBody {
  @Text({ max: 256, required: true, example: 'refunds' }) name!: string;
  @Text({ max: 10_000, multiline: true, min: 0 }) description?: string;
  @AnyJson() metadata?: JsonValue;
  @JsonField({ description: schemaNote }) inputSchema?: JsonObject;
  @JsonField({ description: schemaNote }) expectedOutputSchema?: JsonObject;
}

export const toNewDataset = (body: CreateDatasetBody | PublicDatasetBody): NewDataset => ({
  id: 'id' in body ? (body.id ?? null) : null,
  name: body.name,
  description: body.description ?? null,
  metadata: body.metadata ?? null,
  inputSchema: body.inputSchema ?? null,
  expectedOutputSchema: body.expectedOutputSchema ?? null,
});

export const toDatasetPatch = ({ projectId: _, ...patch }: UpdateDatasetBody): DatasetPatch => patch;

/** What `/v1` and Langfuse's SDKs are told of it alike. */
export const toPublicDataset = (dataset: Dataset) => ({
  id: dataset.externalId,
  name: dataset.name,
  description: dataset.description,
  metadata: fromJsonColumn(dataset.metadata),
  inputSchema: fromJsonColumn(dataset.inputSchema),
  expectedOutputSchema: fromJsonColumn(dataset.expectedOutputSchema),
  projectId: dataset.projectId,
  createdAt: dataset.createdAt.toISOString(),
  updatedAt: dataset.updatedAt.toISOString(),
});

export const toV1Dataset = (dataset: Dataset) => ({
  ...toPublicDataset(dataset),
  itemCount: dataset.itemCount,
  runCount: dataset.runCount,
});
