import type { NormalSpan } from '../conventions/normal-span';
import type { OtlpLogRecord, OtlpSpan } from '../otlp.types';
import type { DraftMessage } from './draft-message';
import type { MessageRole, SpanMessage, SpanMessages } from './message-block';
import type { PayloadMessages } from './read-payload';
import { messageSources, retrieverSources, toolSources } from './sources/sources';
import type { MessageSource, SideReader } from './sources/source';
import { SpanView } from './sources/span-view';
import { readToolDefinitions } from './tool-definitions/read-tool-definitions';

/**
 * What is said in a span (otel.md B5), whichever convention its sender follows. Sources are taken per side: the first that has messages;
 * where none has, the first that has anything. `logs` are the records that stand for events of the span (B6), in their order.
 * Never throws.
 */
export function readSpanMessages(
  span: OtlpSpan,
  normal: NormalSpan,
  logs: readonly OtlpLogRecord[] = [],
): SpanMessages {
  const view = new SpanView(span, normal, logs);
  const sources = sourcesOf(normal);
  const messages = [...readSide('input', sources, view), ...readSide('output', sources, view)];
  const toolDefinitions = readToolDefinitions(view, messages);
  return { messages, toolDefinitions, droppedSlots: view.droppedSlots };
}

function sourcesOf({ observationType }: NormalSpan): readonly MessageSource[] {
  if (observationType === 'tool') return toolSources;
  return observationType === 'retriever' ? retrieverSources : messageSources;
}

function readSide(side: SpanMessage['side'], sources: readonly MessageSource[], view: SpanView): SpanMessage[] {
  const readers = sources.flatMap((source) => source[side] ?? []);
  return firstSaid(readers, view).flatMap((draft) => placeOn(side, draft));
}

function firstSaid(readers: readonly SideReader[], view: SpanView): PayloadMessages['messages'] {
  let data: PayloadMessages['messages'] = [];
  for (const read of readers) {
    const { messages, areMessages } = read(view);
    const said = messages.filter(({ blocks }) => blocks.length > 0);
    if (said.length > 0 && areMessages) return said;
    if (data.length === 0) data = said;
  }
  return data;
}

const speakers: Readonly<Record<SpanMessage['side'], MessageRole>> = { input: 'user', output: 'assistant' };

const placeOn = (side: SpanMessage['side'], draft: DraftMessage): SpanMessage => ({
  side,
  role: draft.role ?? speakers[side],
  name: draft.name,
  blocks: draft.blocks,
  finishReason: draft.finishReason,
  source: draft.origin?.source ?? 'attribute',
  isChoice: draft.isChoice ?? false,
  timeUnixNano: draft.origin?.timeUnixNano ?? null,
});
