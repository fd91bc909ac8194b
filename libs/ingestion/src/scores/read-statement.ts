import { DomainError, invalid, isJsonObject, type JsonObject, type JsonValue, toColumnText } from '@debrief/kernel';
import type { Masker } from '../masking/masker';
import { type Finding, readFinding } from './finding';
import { fitConfig } from './fit-config';
import type { ScoreConfig } from './score-config';
import { type ScoreSource, type ScoreStatement, scoreSources } from './score-statement';

export interface StatementContext {
  readonly masker: Masker;
  /** The config that the body names. */
  readonly config: ScoreConfig | null;
}

const longestId = 256;
const longestName = 256;
const longestComment = 100_000;

/**
 * Reads what a body says of a score: Langfuse's and the `/v1` fields in camelCase, each absent or null where nothing is said. Who is its author
 * is not told by a body. Takes over the body and changes it: secrets are masked in place.
 * @throws DomainError INVALID with the field
 */
export const readStatement = (body: JsonObject, { masker, config }: StatementContext): ScoreStatement => {
  const text = (field: string, max: number): string | null => readText(body, field, max, masker);
  const id = (field: string): string | null => readText(body, field, longestId, null);
  const name = text('name', longestName);
  const target = { traceId: id('traceId'), observationId: id('observationId'), sessionId: id('sessionId') };
  if (target.observationId !== null && target.traceId === null)
    throw invalid('traceId', 'is required with observationId');
  const sent = readFinding(typed(body, config));
  const finding = config === null ? sent : fitConfig(config, name, sent);
  return {
    ...target,
    datasetRunId: id('datasetRunId'),
    name,
    finding: finding === null ? null : maskFinding(finding, masker),
    source: readSource(body['source']),
    comment: text('comment', longestComment),
    configId: id('configId'),
    metadata: readMetadata(body['metadata'], masker),
    environment: toEnvironment(body['environment']),
    authorUserId: null,
    queueId: id('queueId'),
    scoredAt: readTime(body['timestamp']),
  };
};

/** Where a config says the type, a body need not. */
const typed = ({ value, stringValue, dataType }: JsonObject, config: ScoreConfig | null) => ({
  value,
  stringValue,
  dataType: dataType ?? config?.dataType ?? null,
});

/** Words of a finding are texts like others. */
export const maskFinding = (finding: Finding, masker: Masker): Finding =>
  finding.stringValue === null || finding.dataType === 'BOOLEAN'
    ? finding
    : { ...finding, stringValue: toColumnText(masker.maskText(finding.stringValue).value) };

const readText = (body: JsonObject, field: string, max: number, masker: Masker | null): string | null => {
  const value = body[field] ?? null;
  if (value === null) return null;
  if (typeof value !== 'string') throw invalid(field, 'must be a string');
  if (field !== 'comment' && value === '') throw invalid(field, 'must have at least 1 character(s)');
  if (value.length > max) throw invalid(field, `must have at most ${max} characters`);
  return toColumnText(masker === null ? value : masker.maskText(value).value);
};

/** EVAL is the server's own word. */
const readSource = (sent: JsonValue | undefined): ScoreSource | null => {
  if (sent === undefined || sent === null) return null;
  const source = typeof sent === 'string' ? scoreSources.find((one) => one === sent.toUpperCase()) : undefined;
  if (source === undefined) throw invalid('source', 'must be API or ANNOTATION');
  if (source === 'EVAL') throw invalid('source', 'must be API or ANNOTATION: EVAL is what the server found itself');
  return source;
};

/** What is no object stands under the key `metadata`, as in other records of Langfuse. An empty object says nothing. */
const readMetadata = (sent: JsonValue | undefined, masker: Masker): JsonObject | null => {
  if (sent === undefined || sent === null) return null;
  const fields: JsonObject = isJsonObject(sent) ? sent : { metadata: sent };
  return Object.keys(fields).length === 0 ? null : masker.maskValue(fields).value;
};

const environmentPattern = /^[a-z0-9-_]{1,40}$/;

/** As platform.md C2 has it: lower case, without a leading `langfuse`, `default` where nothing fit is left. Null: nothing said. */
export const toEnvironment = (sent: JsonValue | undefined): string | null => {
  if (sent === undefined || sent === null) return null;
  if (typeof sent !== 'string') throw invalid('environment', 'must be a string');
  const name = sent.toLowerCase().replace(/^langfuse[-_]?/, '');
  return environmentPattern.test(name) ? name : 'default';
};

const readTime = (sent: JsonValue | undefined): number | null => {
  if (sent === undefined || sent === null) return null;
  return checkTime(typeof sent === 'string' ? Date.parse(sent) : NaN);
};

const [firstTime, lastTime] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T00:00:00Z')];

/** Milliseconds since 1970. @throws DomainError INVALID for no time, and for one that no calendar of the database has */
export const checkTime = (time: number): number => {
  if (!(time >= firstTime && time <= lastTime)) throw invalid('timestamp', 'must be an ISO 8601 time');
  return time;
};

/** @throws DomainError INVALID for a score that nobody could find again */
export const requireWhole = (statement: ScoreStatement): void => {
  const { name, finding, traceId, sessionId, datasetRunId } = statement;
  const missing: string[] = [];
  if (traceId === null && sessionId === null && datasetRunId === null) missing.push('traceId');
  if (name === null) missing.push('name');
  if (finding === null) missing.push('value');
  if (missing.length === 0) return;
  const fields = Object.fromEntries(missing.map((field) => [field, 'is required']));
  throw new DomainError('INVALID', missing.map((field) => `${field} is required`).join('; '), { fields });
};
