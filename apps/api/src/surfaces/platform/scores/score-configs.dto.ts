import {
  type ScoreConfig,
  type ScoreConfigPatch,
  type NewScoreConfig,
  scoreDataTypes,
  type ScoreDataType,
} from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import { Decimal, Flag, Objects, OneOf, Text } from '../../../http/fields';

const category = {
  type: 'object',
  required: ['label', 'value'],
  properties: { label: { type: 'string' }, value: { type: 'number' } },
};
const categories = { maxItems: 1_000, item: category, description: 'Of CATEGORICAL alone' };

/** Body of `POST /api/public/score-configs`. */
export class CreateScoreConfigBody {
  @Text({ max: 35, required: true }) name: string;
  @OneOf(scoreDataTypes, { required: true }) dataType: ScoreDataType;
  @Objects(categories) categories?: JsonObject[];
  @Decimal({ description: 'Of NUMERIC alone; inclusive' }) minValue?: number;
  @Decimal({ description: 'Of NUMERIC alone; inclusive' }) maxValue?: number;
  @Text({ max: 10_000, min: 0, multiline: true }) description?: string;
}

/** Body of PATCH: what is absent stays, null clears. */
export class UpdateScoreConfigBody {
  @Flag() isArchived?: boolean;
  @Text({ max: 35 }) name?: string;
  @Objects(categories) categories?: JsonObject[];
  @Decimal({ nullable: true }) minValue?: number | null;
  @Decimal({ nullable: true }) maxValue?: number | null;
  @Text({ max: 10_000, min: 0, multiline: true, nullable: true }) description?: string | null;
}

export const toNewConfig = (body: CreateScoreConfigBody): NewScoreConfig => ({
  name: body.name,
  dataType: body.dataType,
  categories: body.categories ?? null,
  minValue: body.minValue ?? null,
  maxValue: body.maxValue ?? null,
  description: body.description ?? null,
});

export const toConfigPatch = (body: UpdateScoreConfigBody): ScoreConfigPatch => ({ ...body });

export const toScoreConfigResponse = (config: ScoreConfig) => ({
  id: config.id,
  name: config.name,
  createdAt: config.createdAt.toISOString(),
  updatedAt: config.updatedAt.toISOString(),
  projectId: config.projectId,
  dataType: config.dataType,
  isArchived: config.isArchived,
  minValue: config.minValue,
  maxValue: config.maxValue,
  categories: config.categories,
  description: config.description,
});
