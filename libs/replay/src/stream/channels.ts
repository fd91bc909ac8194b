import type { StreamFilter, StreamRecord } from './stream.types';

/** What many subscribers may share: the records of a page that pass one filter, joined once. */
export interface Batch {
  readonly records: readonly StreamRecord[];
  readonly chunk: Buffer;
}

interface Channel<S> {
  readonly filter: StreamFilter;
  readonly subscribers: Set<S>;
  records: StreamRecord[];
}

/** Subscribers by what they want to see, found by trace: a record costs nothing for those who follow another one. */
export class Channels<S extends { readonly filter: StreamFilter }> {
  /** Trace id, or null for those who follow all → the rest of the filter → its channel. */
  private readonly byTrace = new Map<string | null, Map<string, Channel<S>>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(subscriber: S): void {
    const { filter } = subscriber;
    let ofTrace = this.byTrace.get(filter.traceId);
    if (!ofTrace) this.byTrace.set(filter.traceId, (ofTrace = new Map()));
    const key = keyOf(filter);
    let channel = ofTrace.get(key);
    if (!channel) ofTrace.set(key, (channel = { filter, subscribers: new Set(), records: [] }));
    if (!channel.subscribers.has(subscriber)) this.count += 1;
    channel.subscribers.add(subscriber);
  }

  delete(subscriber: S): void {
    const { filter } = subscriber;
    const ofTrace = this.byTrace.get(filter.traceId);
    const channel = ofTrace?.get(keyOf(filter));
    if (!ofTrace || !channel?.subscribers.delete(subscriber)) return;
    this.count -= 1;
    if (channel.subscribers.size === 0) ofTrace.delete(keyOf(filter));
    if (ofTrace.size === 0) this.byTrace.delete(filter.traceId);
  }

  /** Whether anybody wants a record of this kind. */
  want(record: Pick<StreamRecord, 'kind' | 'projectId' | 'traceId'>): boolean {
    for (const channel of this.channelsOf(record)) if (passes(channel.filter, record)) return true;
    return false;
  }

  /** Sorts a page's records into batches and hands each to its subscribers. */
  distribute(records: readonly StreamRecord[], deliver: (subscriber: S, batch: Batch) => void): void {
    const touched = new Set<Channel<S>>();
    for (const record of records) {
      for (const channel of this.channelsOf(record)) {
        if (!passes(channel.filter, record) || !hasFacts(channel.filter, record)) continue;
        channel.records.push(record);
        touched.add(channel);
      }
    }
    for (const channel of touched) {
      const batch: Batch = {
        records: channel.records,
        chunk: Buffer.concat(channel.records.map(({ frame }) => frame)),
      };
      channel.records = [];
      for (const subscriber of [...channel.subscribers]) deliver(subscriber, batch);
    }
  }

  private *channelsOf({ traceId }: Pick<StreamRecord, 'traceId'>): Generator<Channel<S>> {
    yield* this.byTrace.get(null)?.values() ?? [];
    yield* this.byTrace.get(traceId)?.values() ?? [];
  }
}

const keyOf = ({ projectId, kinds, facts }: StreamFilter): string =>
  JSON.stringify([projectId, [...kinds].sort(), Object.entries(facts ?? {}).sort()]);

/** Whether a record says of itself what a filter asks for. */
export const hasFacts = ({ facts }: Pick<StreamFilter, 'facts'>, record: Pick<StreamRecord, 'facts'>): boolean =>
  facts === undefined || Object.entries(facts).every(([name, value]) => record.facts?.[name] === value);

const passes = (filter: StreamFilter, { kind, projectId }: Pick<StreamRecord, 'kind' | 'projectId'>): boolean =>
  filter.kinds.has(kind) && (filter.projectId === null || filter.projectId === projectId);
