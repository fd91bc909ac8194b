import { isJsonObject, type JsonValue } from '@debrief/kernel';
import type { NormalSpan } from '../normal-span';
import { toText, type SpanReader } from '../span-reader';
import { readStatus } from './observation';
import type { ToolFacts } from './tool';

type SpanError = NonNullable<NormalSpan['error']>;

/** What went wrong in a span: its exception event, else its status, else what a tool's answer says. */
export const readError = (reader: SpanReader, tool: ToolFacts, isTool: boolean): SpanError | null =>
  ofException(reader) ?? ofStatus(reader) ?? (isTool ? ofTool(reader, tool) : null);

/** The last exception of a span is the one that it ended with. */
const ofException = ({ span }: SpanReader): SpanError | null => {
  const attributes = span.events.findLast(({ name }) => name === 'exception')?.attributes;
  if (attributes === undefined) return null;
  const type = toText(attributes['exception.type']) ?? null;
  const message = toText(attributes['exception.message']) ?? type ?? span.status.message;
  return { type, message, stack: toText(attributes['exception.stacktrace']) ?? null };
};

const ofStatus = (reader: SpanReader): SpanError | null => {
  if (readStatus(reader) !== 'ERROR') return null;
  const type = reader.text('error.type') ?? null;
  const said =
    reader.span.status.message || reader.text('langfuse.observation.status_message') || reader.text('error.message');
  return { type, message: said ?? type ?? 'error', stack: null };
};

const ofTool = (reader: SpanReader, { toolResult }: ToolFacts): SpanError | null => {
  const isMarked =
    reader.text('gen_ai.tool.status')?.toLowerCase() === 'error' ||
    reader.text('lk.function_tool.is_error') === 'true' ||
    saysError(toolResult);
  return isMarked ? { type: reader.text('error.type') ?? null, message: messageOf(toolResult), stack: null } : null;
};

const saysError = (result: JsonValue): boolean =>
  isJsonObject(result) && (result['is_error'] === true || result['isError'] === true);

/** The answer of a failed tool is its message. */
const messageOf = (result: JsonValue): string => {
  if (result === null) return 'error';
  if (typeof result === 'string') return result;
  const said = isJsonObject(result)
    ? (toText(result['error']) ?? toText(result['message']) ?? toText(result['content']))
    : null;
  return said ?? JSON.stringify(result);
};
