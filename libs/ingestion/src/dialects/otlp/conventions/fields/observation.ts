import { topicFor } from '../source';
import { toText, type SpanReader } from '../span-reader';

export const observationLevels = ['DEBUG', 'DEFAULT', 'WARNING', 'ERROR'] as const;
export type ObservationLevel = (typeof observationLevels)[number];

/** What a span says of itself to Platform clients (platform.md D), beside what all conventions say. */
export interface ObservationFacts {
  /** Null: it does not say. */
  readonly level: ObservationLevel | null;
  readonly statusMessage: string | null;
  /** A moment: Langfuse's type `event`, which other surfaces show as a span. */
  readonly isMoment: boolean;
  /** Its sender calls it the root of what his application did. */
  readonly isAppRoot: boolean;
}

const names = [
  'langfuse.observation.level',
  'langfuse.observation.status_message',
  'langfuse.observation.type',
  'langfuse.internal.as_root',
  'langfuse.internal.is_app_root',
] as const;
const [levelName, messageName, typeName, ...rootNames] = names;
const topic = topicFor(names);

/** `INFO` is how AgentTrace says DEFAULT. */
const words: Readonly<Record<string, ObservationLevel>> = { INFO: 'DEFAULT', WARN: 'WARNING' };

/** Reads a level in any case; null for what is none. */
export const toObservationLevel = (text: string | undefined): ObservationLevel | null => {
  const word = text?.toUpperCase() ?? '';
  return observationLevels.find((level) => level === word) ?? (Object.hasOwn(words, word) ? words[word]! : null);
};

export type SpanStatus = 'OK' | 'ERROR';

const statuses = [null, 'OK', 'ERROR'] as const;

/** How a span ended: its status (otel.md A5), and ERROR where it says so by its level (platform.md B1), which SDKs for Node tell alone. */
export const readStatus = (reader: SpanReader): SpanStatus | null =>
  toObservationLevel(reader.text(levelName)) === 'ERROR' ? 'ERROR' : statuses[reader.span.status.code];

const nothing: Omit<ObservationFacts, 'statusMessage'> = { level: null, isMoment: false, isAppRoot: false };

export const readObservation = (reader: SpanReader): ObservationFacts => {
  const ofStatus = reader.span.status.message || null;
  if (!reader.isOn(topic)) return { ...nothing, statusMessage: ofStatus };
  return {
    level: toObservationLevel(reader.text(levelName)),
    statusMessage: reader.text(messageName) ?? ofStatus,
    isMoment: reader.text(typeName)?.toLowerCase() === 'event',
    isAppRoot: rootNames.some((name) => toText(reader.value(name))?.toLowerCase() === 'true'),
  };
};
