import { scoreDataTypes, scoreSources } from '@debrief/ingestion';
import { invalid, type JsonValue } from '@debrief/kernel';
import {
  condition,
  parsePlatformFilter,
  type PlatformCondition,
  type PlatformOp,
  scoreFilterColumns,
  withFilter,
} from '@debrief/replay';
import { AnyJson, Decimal, OneOf, Text, Texts } from '../../../http/fields';
import { PublicPageQuery } from '../public/page.dto';
import { periodConditions } from '../period';

const id = { max: 256 };

/** Body of `POST /api/public/scores`. */
export class PublicScoreBody {
  @Text({ ...id, description: 'Absent: one is made. Of a score that is there: merged with it' }) id?: string;
  @Text({ ...id, description: 'This, `sessionId` or `datasetRunId`; it may come later' }) traceId?: string;
  @Text(id) observationId?: string;
  @Text(id) sessionId?: string;
  @Text(id) datasetRunId?: string;
  @Text({ ...id, required: true }) name: string;
  @AnyJson({
    required: true,
    description: 'A number, of BOOLEAN 0 or 1; a text of CATEGORICAL and TEXT',
    example: 0.95,
  })
  value: JsonValue;
  @Text({ max: 16, description: scoreDataTypes.join(', ') }) dataType?: string;
  @Text({ max: 16, description: 'API or ANNOTATION' }) source?: string;
  @Text({ max: 100_000, min: 0, multiline: true }) comment?: string;
  @AnyJson() metadata?: JsonValue;
  @Text(id) configId?: string;
  @Text(id) queueId?: string;
  @Text(id) environment?: string;
  @Text({ max: 64, description: 'ISO 8601. Default: when it comes' }) timestamp?: string;
}

const operators: Readonly<Record<string, PlatformOp>> = {
  '<': 'lt',
  '>': 'gt',
  '<=': 'lte',
  '>=': 'gte',
  '!=': 'ne',
  '=': 'eq',
};

/** Query of `GET /scores`. */
export class PublicScoreQuery extends PublicPageQuery {
  @Text({ ...id, description: 'Of the run' }) userId?: string;
  @Text(id) name?: string;
  @Text({ max: 64, description: 'ISO 8601: at or after' }) fromTimestamp?: string;
  @Text({ max: 64, description: 'ISO 8601: before' }) toTimestamp?: string;
  @Texts({ max: 256, maxItems: 100, description: 'Any of' }) environment?: string[];
  @OneOf(scoreSources) source?: string;
  @OneOf(Object.keys(operators), { description: 'How `value` compares; default `=`' }) operator?: string;
  @Decimal() value?: number;
  @Text({ max: 16_384, description: 'Ids with commas between: any of' }) scoreIds?: string;
  @Text(id) configId?: string;
  @Text(id) queueId?: string;
  @OneOf([...scoreDataTypes, 'CORRECTION']) dataType?: string;
  @Texts({ max: 16_384, maxItems: 100, description: 'The run has all of them' }) traceTags?: string[];
}

/** Query of `GET /v2/scores`. */
export class PublicScoreV2Query extends PublicScoreQuery {
  @Text(id) traceId?: string;
  @Text({ max: 16_384, description: 'Ids with commas between: any of' }) observationId?: string;
  @Text(id) sessionId?: string;
  @Text(id) datasetRunId?: string;
  @Text({ max: 64, description: '`score`, `trace` or both (default)' }) fields?: string;
  @Text({
    max: 65_536,
    multiline: true,
    description: 'A JSON list of `{type, column, operator, value, key}`; wins over the parameters of the same column',
  })
  filter?: string;
}

const exact = [
  'userId',
  'name',
  'source',
  'configId',
  'queueId',
  'dataType',
  'traceId',
  'sessionId',
  'datasetRunId',
] as const;

export const listOf = (text: string | undefined): string[] =>
  text === undefined
    ? []
    : text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '');

/** Any of a list; nothing is asked where it is empty. */
export const anyOf = (column: string, values: readonly string[]): PlatformCondition[] =>
  values.length === 0 ? [] : [condition(column, 'in', values)];

/** @throws DomainError INVALID for a time that is none */
export const toPublicConditions = (query: PublicScoreQuery & Partial<PublicScoreV2Query>): PlatformCondition[] => {
  const tags = (query.traceTags ?? []).flatMap(listOf);
  const plain = [
    ...exact.flatMap((field) => (query[field] === undefined ? [] : [condition(field, 'eq', query[field])])),
    ...anyOf('environment', query.environment ?? []),
    ...anyOf('id', listOf(query.scoreIds)),
    ...anyOf('observationId', listOf(query.observationId)),
    ...(tags.length === 0 ? [] : [condition('tags', 'all_of', tags)]),
    ...(query.value === undefined ? [] : [condition('value', operators[query.operator ?? '=']!, query.value)]),
    ...periodConditions('timestamp', query),
  ];
  return withFilter(plain, parsePlatformFilter(query.filter, scoreFilterColumns));
};

/** Of the first version: scores of runs, of the types that it knows. */
export const firstVersion: readonly PlatformCondition[] = [
  condition('traceId', 'is_not_null', null),
  condition('dataType', 'in', ['NUMERIC', 'CATEGORICAL', 'BOOLEAN']),
];

/**
 * Whether the run is shown.
 * @throws DomainError INVALID for an unknown group, or where what is asked of the run is not to be shown
 */
export const showsTrace = ({ fields, userId, traceTags }: PublicScoreV2Query): boolean => {
  if (fields === undefined) return true;
  const groups = listOf(fields);
  if (groups.some((group) => group !== 'score' && group !== 'trace'))
    throw invalid('fields', 'must hold only score, trace');
  const shows = groups.includes('trace');
  if (!shows && (userId !== undefined || traceTags !== undefined))
    throw invalid('fields', 'must hold trace where userId or traceTags is given');
  return shows;
};
