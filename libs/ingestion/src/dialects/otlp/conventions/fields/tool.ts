import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { at, firstText, firstValue, onEvent, unquoted, type Source } from '../source';
import { toJsonValue, type SpanReader } from '../span-reader';

const afterWords =
  (...starts: readonly string[]): Source =>
  ({ span: { name } }) => {
    const start = starts.find((words) => name.startsWith(words));
    return start === undefined ? undefined : name.slice(start.length);
  };

const ofKind =
  (kind: string, attribute: string): Source =>
  (reader) =>
    reader.text('traceloop.span.kind')?.toLowerCase() === kind ? reader.value(attribute) : undefined;

/** Traceloop's decorators keep a call as Python has it: `{"args":[],"kwargs":{…}}`. What is called by names alone has them for arguments. */
const ofDecorated: Source = (reader) => {
  const call = reader.structure('traceloop.entity.input');
  const isByName = isJsonObject(call) && Array.isArray(call['args']) && call['args'].length === 0;
  return isByName && isJsonObject(call['kwargs']) ? call['kwargs'] : reader.value('traceloop.entity.input');
};

export const toolNameSources: readonly Source[] = [
  'gen_ai.tool.name',
  'ai.toolCall.name',
  'tool.name',
  'tool_name',
  'lk.function_tool.name',
  ofKind('tool', 'traceloop.entity.name'),
  afterWords('execute_tool ', 'running tool: '),
  ({ span }) => span.name,
];

export const toolArgumentSources: readonly Source[] = [
  'gen_ai.tool.call.arguments',
  'ai.toolCall.args',
  'tool_arguments',
  'gcp.vertex.agent.tool_call_args',
  'lk.function_tool.arguments',
  onEvent('gen_ai.tool.message', 'content'),
  'langfuse.observation.input',
  'mlflow.spanInputs',
  ofDecorated,
  'gen_ai.prompt',
  'input.value',
  'tool.parameters',
  'input',
];

export const toolResultSources: readonly Source[] = [
  'gen_ai.tool.call.result',
  'ai.toolCall.result',
  'tool_response',
  'gcp.vertex.agent.tool_response',
  'lk.function_tool.output',
  onEvent('gen_ai.choice', 'message'),
  onEvent('gen_ai.choice', 'content'),
  'langfuse.observation.output',
  'mlflow.spanOutputs',
  unquoted('traceloop.entity.output'),
  'gen_ai.completion',
  'output.value',
  'output',
];

export const toolCallIdSources: readonly Source[] = [
  'gen_ai.tool.call.id',
  'ai.toolCall.id',
  'tool_call.id',
  'tool.id',
  'lk.function_tool.id',
  onEvent('gen_ai.tool.message', 'id'),
  // LangChain's tools give back the message that answers the call.
  at('output.value', 'data', 'tool_call_id'),
  at('output.value', 'kwargs', 'tool_call_id'),
  at('output.value', 'tool_call_id'),
];

export interface ToolFacts {
  readonly toolName: string | null;
  readonly toolCallId: string | null;
  readonly toolArguments: JsonValue | null;
  readonly toolResult: JsonValue | null;
}

const none: ToolFacts = { toolName: null, toolCallId: null, toolArguments: null, toolResult: null };

/** What a tool span called, with what, and what came back. Arguments and results that are JSON text are read as JSON. */
export const readTool = (reader: SpanReader, isTool: boolean): ToolFacts =>
  isTool
    ? {
        toolName: firstText(reader, toolNameSources),
        toolCallId: firstText(reader, toolCallIdSources),
        toolArguments: toJsonValue(firstValue(reader, toolArgumentSources)),
        toolResult: toJsonValue(firstValue(reader, toolResultSources)),
      }
    : none;
