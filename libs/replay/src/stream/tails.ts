import type { LiveBus, Log } from '@debrief/infra';
import type { LedgerReader } from './ledger-reader';
import type { StreamSink } from './stream.types';
import { TailReader } from './tail-reader';

/** The tail readers of this process: one for each workspace that has streams open. */
export class Tails {
  private readonly byWorkspace = new Map<string, { readonly tail: TailReader; streams: number }>();
  private readonly unsubscribe: () => void;

  constructor(
    private readonly reader: LedgerReader,
    bus: LiveBus,
    private readonly pollMs: number,
    private readonly log: Log,
  ) {
    this.unsubscribe = bus.subscribe((workspaceId) => this.byWorkspace.get(workspaceId)?.tail.wake());
  }

  /** The workspace's reader, kept until the sink is closed. */
  enter(workspaceId: string, sink: StreamSink): TailReader {
    let entry = this.byWorkspace.get(workspaceId);
    if (!entry) {
      entry = { tail: new TailReader(workspaceId, this.reader, this.pollMs, this.log), streams: 0 };
      this.byWorkspace.set(workspaceId, entry);
    }
    const held = entry;
    held.streams += 1;
    sink.onClose(() => {
      held.streams -= 1;
      if (held.streams === 0) this.byWorkspace.delete(workspaceId);
    });
    return held.tail;
  }

  close(): void {
    this.unsubscribe();
  }
}
