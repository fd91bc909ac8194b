import { scoreDataTypes, scoreSources } from '@debrief/ingestion';
import { invalid, type JsonObject, type JsonValue } from '@debrief/kernel';
import { condition, type PlatformCondition } from '@debrief/replay';
import { AnyJson, Text } from '../../../http/fields';
import { V1PageQuery } from '../v1/page.dto';
import { periodConditions } from '../period';

const id = { max: 256 };
const types = 'NUMERIC, CATEGORICAL, BOOLEAN or TEXT';

class ScoreFields {
  @AnyJson({ description: 'A number, a text or a boolean. This or `stringValue`', example: 0.95 }) value?: JsonValue;
  @Text({ max: 10_000, multiline: true }) stringValue?: string;
  @Text({ max: 16, description: `${types}. Absent: read off the value` }) dataType?: string;
  @Text({ max: 16, description: 'API or ANNOTATION' }) source?: string;
  @Text({ max: 100_000, min: 0, multiline: true }) comment?: string;
  @Text({ ...id, description: 'Of a score config, which name and value must fit' }) configId?: string;
  @AnyJson({ description: 'Any JSON; what is no object is kept under the key `metadata`' }) metadata?: JsonValue;
  @Text({ ...id, description: 'Absent: that of the run' }) environment?: string;
}

/** Body of `POST /v1/scores`. */
export class CreateScoreBody extends ScoreFields {
  @Text({ ...id, description: 'Absent: one is made' }) id?: string;
  @Text(id) projectId?: string;
  @Text({ ...id, description: 'This, `sessionId` or `datasetRunId`' }) traceId?: string;
  @Text({ ...id, description: 'Of the trace' }) observationId?: string;
  @Text(id) sessionId?: string;
  @Text(id) datasetRunId?: string;
  @Text({ ...id, required: true }) name: string;
}

/** Body of PATCH and PUT: null clears. */
export class UpdateScoreBody {
  @Text(id) projectId?: string;
  @Text({ ...id, nullable: true }) name?: string | null;
  @AnyJson({ nullable: true }) value?: JsonValue;
  @Text({ max: 10_000, multiline: true, nullable: true }) stringValue?: string | null;
  @Text({ max: 16, nullable: true, description: types }) dataType?: string | null;
  @Text({ max: 100_000, min: 0, multiline: true, nullable: true }) comment?: string | null;
  @Text({ ...id, nullable: true }) configId?: string | null;
  @AnyJson({ nullable: true, description: 'Merged by key' }) metadata?: JsonValue;
  @Text({ ...id, nullable: true }) environment?: string | null;
  @Text({ ...id, nullable: true, description: 'Like the other targets not to be changed' }) traceId?: string | null;
  @Text({ ...id, nullable: true }) observationId?: string | null;
  @Text({ ...id, nullable: true }) sessionId?: string | null;
  @Text({ ...id, nullable: true }) datasetRunId?: string | null;
}

/** Body of `POST /v1/scores/batch`. */
export class CreateScoresBody {
  @Text(id) projectId?: string;
  @AnyJson({
    required: true,
    description: 'A list of at most 1,000 scores',
    example: [{ traceId: 'sess_1', name: 'quality', value: 1 }],
  })
  scores: JsonValue;
}

/** What a list of scores can be narrowed by; all of it must hold. */
export class ScoreFilterQuery extends V1PageQuery {
  @Text(id) traceId?: string;
  @Text(id) observationId?: string;
  @Text(id) sessionId?: string;
  @Text(id) datasetRunId?: string;
  @Text(id) name?: string;
  @Text({ max: 16, description: 'API, EVAL or ANNOTATION' }) source?: string;
  @Text({ max: 16, description: types }) dataType?: string;
  @Text(id) configId?: string;
  @Text(id) environment?: string;
  @Text({ ...id, description: 'Of the run' }) userId?: string;
  @Text({ max: 64, description: 'ISO 8601: at or after' }) fromTimestamp?: string;
  @Text({ max: 64, description: 'ISO 8601: before' }) toTimestamp?: string;
}

export class ScoreStatsQuery extends ScoreFilterQuery {
  @Text({ ...id, required: true }) declare name: string;
}

const exact = [
  'traceId',
  'observationId',
  'sessionId',
  'datasetRunId',
  'name',
  'configId',
  'environment',
  'userId',
] as const;

const words = { source: scoreSources, dataType: scoreDataTypes } as const;

/** @throws DomainError INVALID for a source, a type or a time that is none */
export const toScoreConditions = (query: ScoreFilterQuery): PlatformCondition[] => [
  ...exact.flatMap((field) => (query[field] === undefined ? [] : [condition(field, 'eq', query[field])])),
  ...(['source', 'dataType'] as const).flatMap((field) =>
    query[field] === undefined ? [] : [condition(field, 'eq', toWord(field, query[field]))],
  ),
  ...periodConditions('timestamp', query),
];

/** A word in any case. */
const toWord = (field: keyof typeof words, text: string): string => {
  const known: readonly string[] = words[field];
  const word = text.toUpperCase();
  if (!known.includes(word)) throw invalid(field, `must be one of ${known.join(', ')}`);
  return word;
};

/** A DTO as the JSON that it was: what is absent is no field, and the project is none of the score's. */
export const toJsonBody = (body: object): JsonObject =>
  Object.fromEntries(
    Object.entries(body).filter(([name, value]) => name !== 'projectId' && value !== undefined),
  ) as JsonObject;
