import { readDataType, scoreDataTypes, scoreSources } from '@debrief/ingestion';
import { invalid } from '@debrief/kernel';
import { condition, type PlatformCondition } from '@debrief/replay';
import { Decimal, Text } from '../../../http/fields';
import { V1PageQuery } from '../v1/page.dto';
import { type V3Group, v3Groups } from './public-score-response';
import { anyOf, listOf } from './public-scores.dto';
import { periodConditions } from '../period';

const anyOfThem = { max: 16_384, description: 'With commas between: any of' };

/** Query of `GET /v3/scores`. */
export class PublicScoreV3Query extends V1PageQuery {
  @Text({ max: 256, description: `Groups beside the core: ${v3Groups.join(', ')}` }) fields?: string;
  @Text(anyOfThem) id?: string;
  @Text(anyOfThem) name?: string;
  @Text({ ...anyOfThem, description: 'API, EVAL, ANNOTATION in any case: any of' }) source?: string;
  @Text({ ...anyOfThem, description: `${scoreDataTypes.join(', ')} in any case: any of` }) dataType?: string;
  @Text(anyOfThem) environment?: string;
  @Text(anyOfThem) configId?: string;
  @Text(anyOfThem) queueId?: string;
  @Text(anyOfThem) authorUserId?: string;
  @Text({ ...anyOfThem, description: 'With one `dataType` of NUMERIC, BOOLEAN, CATEGORICAL: any of' }) value?: string;
  @Decimal({ description: 'With `dataType=NUMERIC`: at least' }) valueMin?: number;
  @Decimal({ description: 'With `dataType=NUMERIC`: at most' }) valueMax?: number;
  @Text(anyOfThem) traceId?: string;
  @Text(anyOfThem) sessionId?: string;
  @Text({ ...anyOfThem, description: 'With `traceId`: any of' }) observationId?: string;
  @Text({ ...anyOfThem, description: 'Of a run over a dataset: any of' }) experimentId?: string;
  @Text({ max: 64, description: 'ISO 8601: at or after' }) fromTimestamp?: string;
  @Text({ max: 64, description: 'ISO 8601: before' }) toTimestamp?: string;
}

/** @throws DomainError INVALID for an unknown group */
export const toGroups = ({ fields }: PublicScoreV3Query): ReadonlySet<V3Group> => {
  const groups = listOf(fields);
  const known: readonly string[] = v3Groups;
  if (groups.some((group) => !known.includes(group))) throw invalid('fields', `must hold only ${v3Groups.join(', ')}`);
  return new Set(groups as V3Group[]);
};

const plain = [
  'id',
  'name',
  'environment',
  'configId',
  'queueId',
  'authorUserId',
  'traceId',
  'sessionId',
  'observationId',
] as const;

/** @throws DomainError INVALID for parameters that do not go together, and for values that are none of their type */
export const toV3Conditions = (query: PublicScoreV3Query): PlatformCondition[] => {
  checkTargets(query);
  const types = listOf(query.dataType).map(toType);
  return [
    ...plain.flatMap((field) => anyOf(field, listOf(query[field]))),
    ...anyOf('datasetRunId', listOf(query.experimentId)),
    ...anyOf('source', listOf(query.source).map(toSource)),
    ...anyOf('dataType', types),
    ...toValueConditions(query, types),
    ...periodConditions('timestamp', query),
  ];
};

const checkTargets = ({ traceId, sessionId, observationId, experimentId }: PublicScoreV3Query): void => {
  if (observationId !== undefined && traceId === undefined) throw invalid('observationId', 'needs traceId');
  const kinds = [traceId, sessionId, experimentId].filter((one) => one !== undefined);
  if (kinds.length > 1) throw invalid('traceId', 'cannot be given together with sessionId or experimentId');
};

/** CORRECTION is a type elsewhere: of it there are none. */
const toType = (word: string): string =>
  word.toUpperCase() === 'CORRECTION' ? 'CORRECTION' : (readDataType(word) ?? word);

const toSource = (word: string): string => {
  const source = scoreSources.find((one) => one === word.toUpperCase());
  if (!source) throw invalid('source', `must hold only ${scoreSources.join(', ')}`);
  return source;
};

const toValueConditions = (query: PublicScoreV3Query, types: readonly string[]): PlatformCondition[] => {
  const { value, valueMin, valueMax } = query;
  const [type] = types;
  const isOne = (...allowed: string[]): boolean => types.length === 1 && allowed.includes(type!);
  if ((valueMin ?? valueMax) !== undefined && !isOne('NUMERIC'))
    throw invalid(valueMin === undefined ? 'valueMax' : 'valueMin', 'needs dataType=NUMERIC');
  if (value !== undefined && !isOne('NUMERIC', 'BOOLEAN', 'CATEGORICAL'))
    throw invalid('value', 'needs one dataType of NUMERIC, BOOLEAN, CATEGORICAL');
  return [
    ...(value === undefined ? [] : [sameAs(listOf(value), type!)]),
    ...(valueMin === undefined ? [] : [condition('value', 'gte', valueMin)]),
    ...(valueMax === undefined ? [] : [condition('value', 'lte', valueMax)]),
  ];
};

const truths: Readonly<Record<string, string>> = { true: 'True', false: 'False' };

const sameAs = (values: readonly string[], type: string): PlatformCondition => {
  if (type === 'CATEGORICAL') return condition('stringValue', 'in', values);
  if (type === 'BOOLEAN') {
    if (values.some((one) => !Object.hasOwn(truths, one))) throw invalid('value', 'must be true or false');
    return condition(
      'stringValue',
      'in',
      values.map((one) => truths[one]!),
    );
  }
  const numbers = values.map(Number);
  if (!numbers.every(Number.isFinite)) throw invalid('value', 'must be a finite number');
  return condition('exactValue', 'in', numbers.map(String));
};
