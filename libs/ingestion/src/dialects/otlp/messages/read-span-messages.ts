import type { JsonValue } from '@debrief/kernel';
import type { NormalSpan } from '../conventions/normal-span';
import type { OtlpLogRecord, OtlpSpan } from '../otlp.types';
import type { DraftMessage } from './draft-message';
import type { MessageRole, SpanMessage, SpanMessages } from './message-block';
import { readFinishReason } from './read-finish-reason';
import type { PayloadMessages } from './read-payload';
import type { SideReader } from './sources/source';
import { readersFor } from './sources/sources';
import { SpanView } from './sources/span-view';
import { readToolDefinitions } from './tool-definitions/read-tool-definitions';

/** Raised when spans are read otherwise, or their blocks laid out otherwise: views that were kept are laid out anew. */
export const messagesVersion = 1;

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
  const { input, output } = readersFor(normal.observationType);
  const answers = withFinishReasons(firstSaid(output, view), normal);
  return new SaidMessages(view, [...placeOn('input', firstSaid(input, view)), ...placeOn('output', answers)]);
}

/** A class, since an object literal with getters has a hidden class of its own, which keeps all that they refer to until old objects are collected. */
class SaidMessages implements SpanMessages {
  private definitions: readonly JsonValue[] | undefined;

  constructor(
    private readonly view: SpanView,
    readonly messages: readonly SpanMessage[],
  ) {}

  /** Read when they are asked for: who stores a span does not. */
  get toolDefinitions(): readonly JsonValue[] {
    return (this.definitions ??= readToolDefinitions(this.view, this.messages));
  }

  get droppedSlots(): number {
    return this.view.droppedSlots;
  }
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

/** Where the answers of a model do not say why it stopped, its span may: one reason a choice. */
function withFinishReasons(
  drafts: readonly DraftMessage[],
  { observationType, finishReasons }: NormalSpan,
): readonly DraftMessage[] {
  if (observationType !== 'generation' || drafts.some(({ finishReason }) => finishReason !== null)) return drafts;
  return drafts.map((draft, index) => ({
    ...draft,
    finishReason: readFinishReason(finishReasons[index] ?? finishReasons[0]),
  }));
}

const speakers: Readonly<Record<SpanMessage['side'], MessageRole>> = { input: 'user', output: 'assistant' };

const placeOn = (side: SpanMessage['side'], drafts: readonly DraftMessage[]): SpanMessage[] =>
  drafts.map((draft) => ({
    side,
    role: draft.role ?? speakers[side],
    name: draft.name,
    blocks: draft.blocks,
    finishReason: draft.finishReason,
    source: draft.origin?.source ?? 'attribute',
    isChoice: draft.isChoice ?? false,
    timeUnixNano: draft.origin?.timeUnixNano ?? null,
  }));
