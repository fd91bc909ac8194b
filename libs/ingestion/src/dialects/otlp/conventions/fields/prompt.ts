import type { NormalSpan } from '../normal-span';
import { field, firstText, type Source } from '../source';
import type { SpanReader } from '../span-reader';

const nameSources = field(['langfuse.observation.prompt.name', 'langfuse.prompt.name', 'gen_ai.prompt.name']);
const versionSources: readonly Source[] = ['langfuse.observation.prompt.version', 'langfuse.prompt.version'];

export const readPrompt = (reader: SpanReader): NormalSpan['prompt'] => {
  const name = firstText(reader, nameSources);
  return name === null ? null : { name, version: firstText(reader, versionSources) };
};

/** Logfire's spans are named by their template; the message is the name for people. */
export const readName = (reader: SpanReader): string =>
  (reader.value('logfire.msg_template') === undefined ? undefined : reader.text('logfire.msg')) ?? reader.span.name;
