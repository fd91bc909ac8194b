import { createLog } from '@debrief/infra';
import type { Batch } from '../../../libs/replay/src/stream/channels';
import { LedgerReader, type Page, type PageQuery } from '../../../libs/replay/src/stream/ledger-reader';
import type { StreamFilter } from '../../../libs/replay/src/stream/stream.types';
import { TailReader, type TailSubscriber } from '../../../libs/replay/src/stream/tail-reader';
import { noReaders, StreamSuite } from './stream-suite';

/** Holds each page back between reading it and handing it over, until it is let go. */
class HeldReader extends LedgerReader {
  private letGo: (() => void) | undefined;
  private announceHeld: (() => void) | undefined;

  /** The next page has been read, and is held. */
  readonly nextHeld = (): Promise<void> => new Promise((resolve) => (this.announceHeld = resolve));
  release(): void {
    this.letGo?.();
  }

  override async readPage(workspaceId: string, query: PageQuery): Promise<Page> {
    const page = await super.readPage(workspaceId, query);
    await new Promise<void>((resolve) => {
      this.letGo = resolve;
      this.announceHeld?.();
    });
    return page;
  }
}

class Listener implements TailSubscriber {
  readonly got: number[] = [];
  isBehind = false;

  constructor(
    readonly filter: StreamFilter,
    readonly position: number,
    readonly knownHead: number,
  ) {}

  deliver({ records }: Batch): void {
    this.got.push(...records.map(({ position }) => position));
  }
  fallBehind(): void {
    this.isBehind = true;
  }
}

describe('a subscriber that joins while a page is being read', () => {
  let suite: StreamSuite;
  beforeAll(async () => {
    suite = await StreamSuite.open();
  });
  afterAll(() => suite.close());

  it('is not taken past what nobody wanted when the page was chosen: it reads on by itself', async () => {
    const [followed, other] = [await suite.addTrace(), await suite.addTrace()];
    const head = await suite.position();
    const { workspaceId } = suite.scope;
    const reader = new HeldReader(suite.database, noReaders);
    const tail = new TailReader(workspaceId, reader, 60_000, createLog('silent'));
    const kinds = new Set(['event'] as const);
    const { id: traceId } = await suite.database.inWorkspace(suite.scope, (tx) =>
      tx.selectFrom('trace').select('id').where('externalId', '=', followed).executeTakeFirstOrThrow(),
    );

    await suite.appendSeqs(other, [0, 1, 2]);
    const early = new Listener({ projectId: null, traceId, kinds }, head, head);
    const held = reader.nextHeld();
    expect(tail.join(early)).toBe(true);
    await held;

    const late = new Listener({ projectId: null, traceId: null, kinds }, head, head);
    expect(tail.join(late)).toBe(true);
    reader.release();
    await new Promise(setImmediate);

    expect(early).toMatchObject({ got: [], isBehind: false });
    expect(late).toMatchObject({ got: [], isBehind: true });
    tail.leave(early);
    tail.leave(late);
  });
});
