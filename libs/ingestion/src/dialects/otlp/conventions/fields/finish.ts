import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { toJsonValue, toText, type SpanReader } from '../span-reader';
import { field, firstValue, reading } from '../source';
import { anyEvent } from '../topics';

/** Of messages that a model wrote, as the semantic conventions keep them in one attribute. */
const ofOutputMessages = reading(['gen_ai.output.messages'], (reader) => {
  const messages =
    reader.text('gen_ai.output.messages')?.includes('"finish_reason"') === false
      ? undefined
      : reader.structure('gen_ai.output.messages');
  return Array.isArray(messages) ? reasonsOf(messages) : undefined;
});

const ofChoices = reading([anyEvent], ({ span }) =>
  reasonsOf(span.events.flatMap(({ name, attributes }) => (name === 'gen_ai.choice' ? [attributes] : []))),
);

/** Traceloop numbers completions; the first says how the call ended. */
const finishSources = field([
  'gen_ai.response.finish_reasons',
  ofOutputMessages,
  ofChoices,
  'gen_ai.completion.0.finish_reason',
  'ai.response.finishReason',
  'llm.finish_reason',
  'gen_ai.response.finish_reason',
  'gen_ai.response.stop_reason',
]);

/** Why a model stopped, as sent: one reason a choice. */
export const readFinishReasons = (reader: SpanReader): readonly string[] => {
  const value = toJsonValue(firstValue(reader, finishSources));
  if (Array.isArray(value)) return value.flatMap((reason) => toText(reason) ?? []);
  const text = toText(value);
  return text === undefined ? [] : [text];
};

const reasonsOf = (messages: readonly JsonValue[]): JsonValue | undefined => {
  const reasons = messages.flatMap((message) =>
    isJsonObject(message) ? (toText(message['finish_reason']) ?? []) : [],
  );
  return reasons.length === 0 ? undefined : reasons;
};
