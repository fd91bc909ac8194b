import type { WorkspaceTx } from '@debrief/infra';
import { isJsonObject, type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import { readDetails } from '../observations/details.queries';
import type { TraceIo } from './platform-trace';
import { type OwnIo, selectOwnIo, selectSaid, selectSpansByKey, type SpanKey } from './trace-io.queries';

/**
 * What went into these runs and what came out, by their internal ids. A run says it itself where its client sent it. Else it is what its
 * spans say, its root before others; of a native run the goal or first question, and the last answer.
 */
export const readTraceIo = async (
  tx: WorkspaceTx,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, TraceIo>> => {
  const own = await selectOwnIo(tx, traceIds);
  const ofSpan = await readSpanIo(tx, own.flatMap(speakersOf));
  const said = await readSaid(
    tx,
    own.filter(({ isNative }) => isNative),
  );
  return new Map(
    own.map((run) => {
      const told = (side: 'input' | 'output', span: string | null): JsonValue =>
        parsed(run[side]) ??
        (span === null ? null : ofSpan.get(nameOf({ traceId: run.id, spanId: span }))?.[side]) ??
        null;
      const talk = said.get(run.id);
      return [
        run.id,
        {
          input: told('input', run.inputSpan) ?? run.userGoal ?? talk?.input ?? run.inputPreview,
          output: told('output', run.outputSpan) ?? talk?.output ?? run.outputPreview,
        },
      ];
    }),
  );
};

const nameOf = ({ traceId, spanId }: SpanKey): string => `${traceId} ${spanId}`;

/** The spans that are asked for what their run does not say itself. */
const speakersOf = ({ id, input, output, inputSpan, outputSpan }: OwnIo): SpanKey[] => {
  const asked = new Set([input === null ? inputSpan : null, output === null ? outputSpan : null]);
  return [...asked].filter((spanId) => spanId !== null).map((spanId) => ({ traceId: id, spanId }));
};

/** Spans whose sent form is held at once: each may have a mebibyte. */
const spansAtOnce = 16;

const readSpanIo = async (tx: WorkspaceTx, keys: readonly SpanKey[]): Promise<ReadonlyMap<string, TraceIo>> => {
  const found = new Map<string, TraceIo>();
  for (let from = 0; from < keys.length; from += spansAtOnce) {
    const spans = await readDetails(tx, await selectSpansByKey(tx, keys.slice(from, from + spansAtOnce)));
    for (const { traceId, spanId, details } of spans)
      found.set(nameOf({ traceId, spanId }), { input: details.input, output: details.output });
  }
  return found;
};

const readSaid = async (tx: WorkspaceTx, runs: readonly OwnIo[]): Promise<ReadonlyMap<string, TraceIo>> => {
  const said = await selectSaid(
    tx,
    runs.map(({ id }) => id),
  );
  return new Map(said.map(({ id, asked, answered }) => [id, { input: contentOf(asked), output: contentOf(answered) }]));
};

const parsed = (text: JsonText | null): JsonValue => (text === null ? null : parseJson(text));

/** What a message of a native run says. */
const contentOf = (payload: JsonText | null): JsonValue => {
  const message = parsed(payload);
  return isJsonObject(message) ? (message['content'] ?? null) : null;
};
