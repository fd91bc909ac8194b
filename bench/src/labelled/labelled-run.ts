import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';

/** One step of a recorded run with labels, in the neutral form of the data sets. Absent fields read as null. */
export interface LabelledStep {
  readonly seq: number;
  readonly type: string;
  readonly name: string | null;
  readonly agent: string | null;
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly error: JsonObject | null;
  readonly model: string | null;
  readonly usage: JsonObject | null;
  readonly duration_ms: number | null;
  readonly tool_call_id: string | null;
  readonly ts: string | null;
}

export type Outcome = 'failed' | 'succeeded' | 'unknown';

export interface LabelledRun {
  readonly trace_id: string;
  readonly dataset: string;
  readonly system: string;
  readonly task: string;
  readonly outcome: Outcome;
  /** Names of the run's labels. */
  readonly labels: readonly string[];
  /** `seq` of the step that people marked as the decisive mistake. */
  readonly critical_step: number | null;
  readonly critical_agent: string | null;
  /** Runs of one task share it: they never stand on both sides of a split. */
  readonly group: string;
  readonly events: readonly LabelledStep[];
}

/** Reads one line. Unknown fields are ignored; what makes a run unusable throws with the field's name. */
export const parseLabelledRun = (line: string): LabelledRun => {
  const run = parseJson(line);
  if (!isJsonObject(run)) throw new Error('a run is an object');
  const trace_id = requireText(run, 'trace_id');
  const outcome = run['outcome'] ?? 'unknown';
  if (outcome !== 'failed' && outcome !== 'succeeded' && outcome !== 'unknown') {
    throw new Error('outcome is none of failed, succeeded, unknown');
  }
  const events = run['events'];
  if (!Array.isArray(events)) throw new Error('events is not a list');
  return {
    trace_id,
    dataset: textOf(run['dataset']) ?? 'other',
    system: textOf(run['system']) ?? '',
    task: textOf(run['task']) ?? '',
    outcome,
    labels: Array.isArray(run['labels']) ? run['labels'].flatMap(labelOf) : [],
    critical_step: integerOf(run['critical_step']),
    critical_agent: textOf(run['critical_agent']),
    group: textOf(run['group']) ?? trace_id,
    events: events.map(parseStep),
  };
};

const parseStep = (step: JsonValue, index: number): LabelledStep => {
  if (!isJsonObject(step)) throw new Error(`events[${index}] is not an object`);
  const seq = integerOf(step['seq']);
  if (seq === null || seq < 0) throw new Error(`events[${index}].seq is not a whole number`);
  if (typeof step['type'] !== 'string') throw new Error(`events[${index}].type is not a text`);
  return {
    seq,
    type: step['type'],
    name: textOf(step['name']),
    agent: textOf(step['agent']),
    input: step['input'] ?? null,
    output: step['output'] ?? null,
    error: isJsonObject(step['error']) ? step['error'] : null,
    model: textOf(step['model']),
    usage: isJsonObject(step['usage']) ? step['usage'] : null,
    duration_ms: typeof step['duration_ms'] === 'number' ? step['duration_ms'] : null,
    tool_call_id: textOf(step['tool_call_id']),
    ts: textOf(step['ts']),
  };
};

const requireText = (run: JsonObject, field: string): string => {
  const text = textOf(run[field]);
  if (text === null) throw new Error(`${field} is not a text`);
  return text;
};

const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const integerOf = (value: JsonValue | undefined): number | null =>
  Number.isSafeInteger(value) ? (value as number) : null;

const labelOf = (label: JsonValue): string[] =>
  isJsonObject(label) && typeof label['label'] === 'string' ? [label['label']] : [];
