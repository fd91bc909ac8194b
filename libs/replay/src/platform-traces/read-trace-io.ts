import type { WorkspaceTx } from '@debrief/infra';
import { type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import type { TraceIo } from './platform-trace';
import { selectOwnIo } from './trace-io.queries';

/**
 * What went into these runs and what came out, by their internal ids. A run says it itself where its client sent it; else the spans tell
 * it that gave its previews, its root before others.
 */
export const readTraceIo = async (
  tx: WorkspaceTx,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, TraceIo>> => {
  const own = await selectOwnIo(tx, traceIds);
  return new Map(
    own.map((run) => [
      run.id,
      {
        input: read(run.input) ?? run.inputPreview ?? run.userGoal,
        output: read(run.output) ?? run.outputPreview,
      },
    ]),
  );
};

const read = (text: JsonText | null): JsonValue => (text === null ? null : parseJson(text));
