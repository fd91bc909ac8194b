import { createHash } from 'node:crypto';
import { canonicalJson, isJsonObject, type JsonValue, toColumnText } from '@debrief/kernel';
import { normalizeSpan } from '../dialects/otlp/conventions/normalize-span';
import { type Previews, previewsOf } from '../dialects/otlp/messages/previews-of';
import { readSpanMessages } from '../dialects/otlp/messages/read-span-messages';
import type { ToldTrace } from '../spans/told-trace';
import type { FoldedTrace } from './fold/fold-trace';
import { noSource, toSpan } from './to-span';

const maxIdLength = 256;

const named = [
  ['name', 'name'],
  ['session', 'sessionId'],
  ['user', 'userId'],
  ['environment', 'environment'],
  ['release', 'release'],
  ['version', 'version'],
] as const;

/** What a trace's client says of it, in the words of its spans. */
export const toToldTrace = ({ id, start, firstAt, end, fields }: FoldedTrace): ToldTrace => {
  const said = named.flatMap(([field, name]) => {
    const value = fields[name];
    if (typeof value !== 'string') return [];
    return [[field, toColumnText(field === 'name' ? value : value.slice(0, maxIdLength))] as const];
  });
  const { input, output } = previewTrace(id, fields['input'], fields['output']);
  return {
    fields: {
      ...Object.fromEntries(said),
      ...(input !== null && { input }),
      ...(output !== null && { output }),
    },
    metadata: isJsonObject(fields['metadata']) ? fields['metadata'] : {},
    tags: listOf(fields['tags']).map(toColumnText),
    start: toMicros(start),
    firstAt: Number(firstAt / 1_000n),
    end: toMicros(end),
    isFailed: fields['level'] === 'ERROR',
    hasOutput: fields['output'] !== undefined,
    digest: createHash('sha256')
      .update(canonicalJson([String(start), String(end), fields]))
      .digest('base64url'),
  };
};

/** What it was asked and what it answered, read as of a span that holds the same. */
const previewTrace = (id: string, input: JsonValue | undefined, output: JsonValue | undefined): Previews => {
  if (input === undefined && output === undefined) return { input: null, output: null };
  const fields = { ...(input !== undefined && { input }), ...(output !== undefined && { output }) };
  const span = toSpan({ id, traceId: id, type: 'span', start: 0n, end: null, fields }, noSource);
  const normal = normalizeSpan(span);
  return previewsOf(readSpanMessages(span, normal), normal);
};

const listOf = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const toMicros = (nano: bigint | null): number | null => (nano === null ? null : Number(nano / 1_000n));
