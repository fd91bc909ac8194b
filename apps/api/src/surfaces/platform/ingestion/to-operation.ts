import type { JsonObject, JsonValue } from '@debrief/kernel';

/** Under the names that AgentTrace's SDKs use for the same. */
const first = (body: JsonObject, ...names: readonly string[]): JsonValue => {
  for (const name of names) if (body[name] !== undefined && body[name] !== null) return body[name];
  return null;
};

const only = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/**
 * A file operation or a terminal command as the body of a tool's observation (platform.md C2): what was called with what, what came of it,
 * and whether that was good.
 */
export const toOperation = (kind: 'file' | 'terminal', body: JsonObject, timestamp: string): JsonObject => {
  const startTime = first(body, 'startedAt', 'startTime', 'timestamp') ?? timestamp;
  const operation = first(body, 'operation', 'operationType', 'type');
  const success = first(body, 'success');
  const exitCode = first(body, 'exitCode');
  const hasFailed = success === false || (success === null && typeof exitCode === 'number' && exitCode !== 0);
  const input: JsonObject =
    kind === 'file'
      ? { operation, path: first(body, 'path', 'filePath'), newPath: first(body, 'newPath', 'newFilePath') }
      : {
          command: first(body, 'command'),
          args: first(body, 'args'),
          workingDirectory: first(body, 'workingDirectory', 'cwd'),
        };
  const output = {
    ...{ result: first(body, 'result', 'output'), success, exitCode },
    ...{ stdout: first(body, 'stdout'), stderr: first(body, 'stderr') },
    ...{ linesAdded: first(body, 'linesAdded'), linesRemoved: first(body, 'linesRemoved') },
  };
  const error = first(body, 'errorMessage', 'error');
  return {
    type: 'tool',
    traceId: first(body, 'traceId'),
    parentObservationId: first(body, 'observationId', 'parentObservationId'),
    name:
      kind === 'terminal' ? 'terminal_command' : typeof operation === 'string' ? `file_${operation}` : 'file_operation',
    startTime,
    endTime: first(body, 'completedAt', 'endTime') ?? endOf(startTime, body['durationMs']),
    input: only(input),
    output: only({ ...output, ...(hasFailed && { is_error: true, error }) }),
    metadata: first(body, 'metadata'),
    ...(hasFailed && { level: 'ERROR', statusMessage: typeof error === 'string' ? error : 'failed' }),
  };
};

const endOf = (startTime: JsonValue, durationMs: JsonValue | undefined): JsonValue => {
  const start = typeof startTime === 'string' ? Date.parse(startTime) : Number.NaN;
  if (Number.isNaN(start)) return null;
  const lasts = typeof durationMs === 'number' && durationMs >= 0 ? durationMs : 0;
  return new Date(start + lasts).toISOString();
};
