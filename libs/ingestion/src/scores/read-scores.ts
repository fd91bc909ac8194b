import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue, toColumnText } from '@debrief/kernel';
import { toText } from '../dialects/otlp/conventions/span-reader';
import { canonicalJson } from '../dialects/native/canonical-json';
import type { Attributes, OtlpLogRecord, OtlpSpan } from '../dialects/otlp/otlp.types';
import type { NewScore } from './new-score';

const resultEvent = 'gen_ai.evaluation.result';
const nameKey = 'gen_ai.evaluation.name';
const maxName = 256;

/**
 * The results of evaluations that a span tells (OpenTelemetry's semantic conventions, gen_ai.evaluation.*): of events, which are about the
 * span they are on, and of an evaluator's own attributes, which are about the span above it.
 */
export const readSpanScores = (span: OtlpSpan): readonly NewScore[] => {
  const scores: NewScore[] = [];
  const { traceId, spanId, parentSpanId } = span;
  for (const { name, attributes, timeUnixNano } of span.events)
    if (name === resultEvent) add(scores, { traceId, observationId: spanId, fields: attributes, timeUnixNano });
  if (Object.hasOwn(span.attributes, nameKey))
    add(scores, {
      traceId,
      observationId: parentSpanId ?? spanId,
      fields: span.attributes,
      // Its end would make another score of a span that is completed.
      timeUnixNano: span.startUnixNano,
    });
  return scores;
};

/** The result that a log record tells of the span, or the run, that it names. @param occurredAt microseconds since 1970 */
export const readLogScores = (
  record: OtlpLogRecord,
  eventName: string | null,
  occurredAt: number,
): readonly NewScore[] => {
  if (eventName !== resultEvent || record.traceId === null) return [];
  const scores: NewScore[] = [];
  const fields = isJsonObject(record.body) ? { ...record.attributes, ...record.body } : record.attributes;
  const timeUnixNano = record.timeUnixNano || record.observedTimeUnixNano;
  add(scores, { traceId: record.traceId, observationId: record.spanId, fields, timeUnixNano }, occurredAt);
  return scores;
};

interface Result {
  readonly traceId: string;
  readonly observationId: string | null;
  readonly fields: Attributes;
  /** Zero: not told. */
  readonly timeUnixNano: bigint;
}

/** Adds what is a result: it has a name, and a value or a label. */
const add = (scores: NewScore[], { traceId, observationId, fields, timeUnixNano }: Result, arrivedAt = 0): void => {
  const name = toText(fields[nameKey]);
  const finding = name === undefined ? null : findingOf(fields);
  if (name === undefined || finding === null) return;
  const comment = toText(fields['gen_ai.evaluation.explanation']) ?? null;
  const { label, ...found } = finding;
  const said = [traceId, observationId, name, found.value, label, comment, String(timeUnixNano)];
  scores.push({
    externalId: createHash('sha256').update(canonicalJson(said)).digest('hex').slice(0, 32),
    traceId,
    observationId,
    name: toColumnText(name.slice(0, maxName)),
    ...found,
    source: 'EVAL',
    comment: comment === null ? null : toColumnText(comment),
    metadata: metadataOf(fields, found.stringValue === label ? null : label),
    scoredAt: timeUnixNano === 0n ? arrivedAt : Number(timeUnixNano / 1_000n),
  });
};

type Finding = Pick<NewScore, 'value' | 'stringValue' | 'dataType'> & { readonly label: string | null };

const booleans: Readonly<Record<string, 0 | 1>> = { true: 1, false: 0 };

/** Null: nothing was found. A number outweighs its label; a label that says true or false is a boolean. */
const findingOf = (fields: Attributes): Finding | null => {
  const given = fields['gen_ai.evaluation.score.value'];
  const label = toText(fields['gen_ai.evaluation.score.label']) ?? null;
  const value = numberOf(given);
  if (typeof given === 'boolean') return booleanFinding(given ? 1 : 0, label);
  if (value !== null) return { value, stringValue: null, dataType: 'NUMERIC', label };
  if (label === null) return null;
  const truth = Object.hasOwn(booleans, label.toLowerCase()) ? booleans[label.toLowerCase()]! : null;
  return truth === null
    ? { value: null, stringValue: toColumnText(label), dataType: 'CATEGORICAL', label }
    : booleanFinding(truth, null);
};

const booleanFinding = (value: 0 | 1, label: string | null): Finding => ({
  value,
  stringValue: value === 1 ? 'True' : 'False',
  dataType: 'BOOLEAN',
  label,
});

const numberOf = (value: JsonValue | undefined): number | null => {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
};

/** What else a result says, under the names of its attributes. */
const metadataOf = (fields: Attributes, label: string | null): string | null => {
  const kept: JsonObject = {};
  if (label !== null) kept['label'] = label;
  for (const [key, field] of [
    ['response_id', 'gen_ai.response.id'],
    ['error_type', 'error.type'],
  ] as const) {
    const text = toText(fields[field]);
    if (text !== undefined) kept[key] = text;
  }
  return Object.keys(kept).length === 0 ? null : JSON.stringify(kept);
};
