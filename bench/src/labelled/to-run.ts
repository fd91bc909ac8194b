import type { Run, RunEvent } from '@debrief/analysis';
import { createMasker, decodeEvent, type DecodeContext, type NewEvent } from '@debrief/ingestion';
import { isJsonObject, type JsonObject, parseJson } from '@debrief/kernel';
import type { LabelledRun } from './labelled-run';
import { toNativeEvents } from './to-native-events';

const context: DecodeContext = { hashSecret: 'eval-detectors', masker: createMasker() };
const goalLimit = 10_000;
const eventLimit = 50_000;

/** The run as the product would read it back: through its own decoder and masker. Labels, outcome and `meta` stay outside. */
export const toRun = (labelled: LabelledRun): { run: Run; refused: number } => {
  const decoded = toNativeEvents(labelled).map((event) => decodeEvent(event, context));
  const events = decoded.flatMap((result) => (result.ok ? [toRunEvent(result.event)] : []));
  const run: Run = {
    goal: labelled.task.slice(0, goalLimit),
    agent: labelled.system.slice(0, 256) || null,
    status: 'ended',
    httpRequests: [],
    events: events.sort((a, b) => a.seq - b.seq).slice(0, eventLimit),
  };
  return { run, refused: decoded.length - events.length };
};

const toRunEvent = (event: NewEvent): RunEvent => ({
  seq: event.seq,
  type: event.type,
  name: event.name,
  agent: event.agent,
  level: event.level,
  spanId: event.spanId,
  parentId: event.parentId,
  startedAt: event.startedAt === null ? null : Date.parse(event.startedAt),
  durationMs: event.durationMs,
  model: event.model,
  inputTokens: event.inputTokens,
  outputTokens: event.outputTokens,
  costUsd: event.costUsd,
  payload: objectOf(event.payload),
  metadata: objectOf(event.metadata),
});

const objectOf = (text: string | null): JsonObject => {
  const value = text === null ? null : parseJson(text);
  return isJsonObject(value) ? value : {};
};
