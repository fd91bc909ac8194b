import {
  type DatasetItem,
  fromJsonColumn,
  type ItemPatch,
  type ItemQuery,
  itemStatuses,
  type ItemStatus,
  type NewItem,
} from '@debrief/datasets';
import type { JsonValue } from '@debrief/kernel';
import { AnyJson, OneOf, Text, Uuid } from '../../../http/fields';
import { PublicPageQuery } from '../public/page.dto';
import { V1PageQuery } from '../v1/page.dto';

export class CreateItemBody {
  @Text({ max: 256, description: 'Of your choice, once a project; else one is made' }) id?: string;
  @Text({ max: 256 }) projectId?: string;
  @AnyJson({ example: { question: 'Where is my refund?' } }) input?: JsonValue;
  @AnyJson({ example: 'It was sent on Monday.' }) expectedOutput?: JsonValue;
  @AnyJson() metadata?: JsonValue;
  @Text({ max: 256 }) sourceTraceId?: string;
  @Text({ max: 256 }) sourceObservationId?: string;
  @OneOf(itemStatuses, { default: 'ACTIVE' }) status?: ItemStatus;
}

export class UpdateItemBody {
  @Text({ max: 256 }) projectId?: string;
  @AnyJson({ nullable: true }) input?: JsonValue;
  @AnyJson({ nullable: true }) expectedOutput?: JsonValue;
  @AnyJson({ nullable: true, description: 'Merged by key' }) metadata?: JsonValue;
  @Text({ max: 256, nullable: true }) sourceTraceId?: string | null;
  @Text({ max: 256, nullable: true }) sourceObservationId?: string | null;
  @OneOf(itemStatuses) status?: ItemStatus;
}

export class ItemBatchBody {
  @Text({ max: 256 }) projectId?: string;
  @AnyJson({
    required: true,
    description: 'A list of at most 1,000 items, each as for one alone',
    example: [{ input: 1 }],
  })
  items!: JsonValue;
}

export class ListItemsQuery extends V1PageQuery {
  @OneOf(itemStatuses) status?: ItemStatus;
  @Text({ max: 256 }) sourceTraceId?: string;
  @Text({ max: 256 }) sourceObservationId?: string;
  @Uuid({ description: 'Items that were made from an incident' }) incidentId?: string;
}

/** Of Langfuse's SDKs: the item of that id is made or changed in what is given. */
export class PublicItemBody {
  @Text({ max: 256, required: true, example: 'refunds' }) datasetName!: string;
  @Text({ max: 256 }) id?: string;
  @AnyJson() input?: JsonValue;
  @AnyJson() expectedOutput?: JsonValue;
  @AnyJson() metadata?: JsonValue;
  @Text({ max: 256 }) sourceTraceId?: string;
  @Text({ max: 256 }) sourceObservationId?: string;
  @OneOf(itemStatuses) status?: ItemStatus;
}

export class PublicItemsQuery extends PublicPageQuery {
  @Text({ max: 256 }) datasetName?: string;
  @Text({ max: 256 }) sourceTraceId?: string;
  @Text({ max: 256 }) sourceObservationId?: string;
  @Text({ max: 64, description: 'Not supported yet: 400' }) version?: string;
}

export const toNewItem = (body: CreateItemBody | PublicItemBody): NewItem => ({
  id: body.id ?? null,
  input: body.input ?? null,
  expectedOutput: body.expectedOutput ?? null,
  metadata: body.metadata ?? null,
  sourceTraceId: body.sourceTraceId ?? null,
  sourceObservationId: body.sourceObservationId ?? null,
  status: body.status ?? 'ACTIVE',
  incidentIds: [],
});

export const toItemPatch = ({ projectId: _, ...patch }: UpdateItemBody): ItemPatch => patch;

export const toPublicItemPatch = ({ datasetName: _name, id: _id, ...patch }: PublicItemBody): ItemPatch => patch;

export const toItemQuery = (query: ListItemsQuery | PublicItemsQuery): ItemQuery => ({
  sourceTraceId: query.sourceTraceId,
  sourceObservationId: query.sourceObservationId,
  ...(query instanceof ListItemsQuery && { status: query.status, incidentId: query.incidentId }),
});

const toItem = (item: DatasetItem) => ({
  id: item.externalId,
  status: item.status,
  input: fromJsonColumn(item.input),
  expectedOutput: fromJsonColumn(item.expectedOutput),
  metadata: fromJsonColumn(item.metadata),
  sourceTraceId: item.sourceTraceId,
  sourceObservationId: item.sourceObservationId,
  datasetId: item.datasetExternalId,
  datasetName: item.datasetName,
  createdAt: item.createdAt.toISOString(),
  updatedAt: item.updatedAt.toISOString(),
});

export const toV1Item = (item: DatasetItem) => ({
  ...toItem(item),
  projectId: item.projectId,
  incidentIds: item.incidentIds,
});

export const toPublicItem = (item: DatasetItem) => ({ ...toItem(item), mediaReferences: [] });
