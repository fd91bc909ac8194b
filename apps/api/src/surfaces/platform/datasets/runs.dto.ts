import { type DatasetRun, type DatasetRunItem, fromJsonColumn, type NewRun, type NewRunItem } from '@debrief/datasets';
import type { JsonValue } from '@debrief/kernel';
import { AnyJson, Text } from '../../../http/fields';
import { PublicPageQuery } from '../public/page.dto';

export class CreateRunBody {
  @Text({ max: 256, description: 'Of your choice, once a project; else it follows from project, data set and name' })
  id?: string;
  @Text({ max: 256 }) projectId?: string;
  @Text({ max: 256, required: true, example: 'prompt v7' }) name!: string;
  @Text({ max: 10_000, multiline: true, min: 0 }) description?: string;
  @AnyJson() metadata?: JsonValue;
}

export class CreateRunItemBody {
  @Text({ max: 256 }) id?: string;
  @Text({ max: 256 }) projectId?: string;
  @Text({ max: 256, required: true }) datasetItemId!: string;
  @Text({ max: 256, description: 'It may come later. Not needed beside an observation that is known' })
  traceId?: string;
  @Text({ max: 256 }) observationId?: string;
  @AnyJson({ description: 'Default: what that observation, or else the trace, gave' }) output?: JsonValue;
}

export class RunItemBatchBody {
  @Text({ max: 256 }) projectId?: string;
  @AnyJson({
    required: true,
    description: 'A list of at most 1,000 run items, each as for one alone',
    example: [{ datasetItemId: 'item-1', traceId: 'trace-1' }],
  })
  items!: JsonValue;
}

/** Of Langfuse's SDKs: the run of that name is made if the item's data set has none. */
export class PublicRunItemBody {
  @Text({ max: 256, required: true, example: 'prompt v7' }) runName!: string;
  @Text({ max: 10_000, multiline: true, min: 0 }) runDescription?: string;
  @AnyJson() metadata?: JsonValue;
  @Text({ max: 256, required: true }) datasetItemId!: string;
  @Text({ max: 256, description: 'It may come later' }) traceId?: string;
  @Text({ max: 256 }) observationId?: string;
}

export class PublicRunItemsQuery extends PublicPageQuery {
  @Text({ max: 256, required: true }) datasetId!: string;
  @Text({ max: 256, required: true }) runName!: string;
}

export const toNewRun = (body: CreateRunBody): NewRun => ({
  id: body.id ?? null,
  name: body.name,
  description: body.description ?? null,
  metadata: body.metadata ?? null,
});

export const toPublicNewRun = (body: PublicRunItemBody): NewRun => ({
  id: null,
  name: body.runName,
  description: body.runDescription ?? null,
  metadata: body.metadata ?? null,
});

export const toNewRunItem = (body: CreateRunItemBody | PublicRunItemBody): NewRunItem => ({
  id: 'id' in body ? (body.id ?? null) : null,
  itemId: body.datasetItemId,
  traceId: body.traceId ?? null,
  observationId: body.observationId ?? null,
  output: 'output' in body ? (body.output ?? null) : null,
});

export const toPublicRun = (run: DatasetRun) => ({
  id: run.externalId,
  name: run.name,
  description: run.description,
  metadata: fromJsonColumn(run.metadata),
  datasetId: run.datasetExternalId,
  datasetName: run.datasetName,
  createdAt: run.createdAt.toISOString(),
  updatedAt: run.updatedAt.toISOString(),
});

export const toV1Run = (run: DatasetRun) => ({
  ...toPublicRun(run),
  projectId: run.projectId,
  itemCount: run.itemCount,
  completedCount: run.completedCount,
});

export const toPublicRunItem = (item: DatasetRunItem) => ({
  id: item.externalId,
  datasetRunId: item.runExternalId,
  datasetRunName: item.runName,
  datasetItemId: item.itemExternalId,
  traceId: item.traceExternalId,
  observationId: item.observationId,
  createdAt: item.createdAt.toISOString(),
  updatedAt: item.updatedAt.toISOString(),
});

/** `output` is the one that was given; what the trace gave instead stands in the results of the run. */
export const toV1RunItem = (item: DatasetRunItem) => ({
  ...toPublicRunItem(item),
  output: fromJsonColumn(item.output),
});
