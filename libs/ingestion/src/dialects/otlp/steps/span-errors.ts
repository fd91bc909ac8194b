import { toText } from '../conventions/span-reader';
import type { Attributes, OtlpLogRecord } from '../otlp.types';
import type { Timeline } from '../trace/timeline';
import type { StepSpan } from './step';

export interface SpanError {
  readonly type: string | null;
  readonly message: string;
  readonly stack: string | null;
  /** The span that met it did not fail. */
  readonly isHandled: boolean;
}

/** OTLP's severity numbers from ERROR up. */
const errorSeverity = 17;
/** A span that tells of more is in a loop; the first ones say enough. */
const maxErrors = 100;

/**
 * The errors of each span (otel.md B4): exception events, a failed status, log records of severity ERROR. What a span passes on to its
 * ancestors is one error, and the deepest span has it.
 */
export const findErrors = ({ spans, ends }: Timeline<StepSpan>): readonly (readonly SpanError[])[] => {
  const errors: SpanError[][] = spans.map(errorsOf);
  const keyOf = keysOf(errors);
  const lastSeen = new Map<string, number>();
  for (let place = spans.length - 1; place >= 0; place -= 1) {
    const own = errors[place] ?? [];
    const keys = own.map(keyOf);
    errors[place] = own.filter((_error, index) => (lastSeen.get(keys[index] ?? '') ?? Infinity) >= (ends[place] ?? 0));
    for (const key of keys) lastSeen.set(key, place);
  }
  return errors;
};

const errorsOf = (span: StepSpan): SpanError[] => {
  const isHandled = span.normal.status !== 'ERROR';
  const exceptions = span.events.flatMap(({ name, attributes }) =>
    name === 'exception' ? [ofAttributes(attributes)] : [],
  );
  const status = exceptions.length === 0 && !isHandled && span.normal.error !== null ? [span.normal.error] : [];
  const logs = (span.logs ?? []).filter(({ severityNumber }) => severityNumber >= errorSeverity).map(ofLog);
  const found = new Map<string, SpanError>();
  for (const error of [...exceptions, ...status, ...logs])
    found.set(`${error.type}: ${error.message}`, { ...error, isHandled });
  return [...found.values()].slice(0, maxErrors);
};

type Said = Omit<SpanError, 'isHandled'>;

const ofAttributes = (attributes: Attributes): Said => {
  const type = toText(attributes['exception.type']) ?? null;
  return {
    type,
    message: toText(attributes['exception.message']) ?? type ?? 'error',
    stack: toText(attributes['exception.stacktrace']) ?? null,
  };
};

const ofLog = ({ attributes, body }: OtlpLogRecord): Said => {
  const exception = ofAttributes(attributes);
  const text = typeof body === 'object' && body !== null ? JSON.stringify(body) : toText(body);
  return attributes['exception.message'] === undefined
    ? { ...exception, message: text ?? exception.message }
    : exception;
};

/** Type and message. A status has no type: it is the same as a typed error whose message, with or without its type, it repeats. */
const keysOf = (errors: readonly (readonly SpanError[])[]): ((error: SpanError) => string) => {
  const typed = new Map<string, string>();
  for (const { type, message } of errors.flat()) if (type !== null) typed.set(message, `${type}: ${message}`);
  return ({ type, message }) => (type === null ? (typed.get(message) ?? message) : `${type}: ${message}`);
};
