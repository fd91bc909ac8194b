import type { StoredEvent } from '../entity-event';

/**
 * The order in which events of one entity are folded (platform.md C2): by their time, a create before an update, then as they came. The
 * JavaScript SDK sends updates before creates in one batch.
 */
export const inOrder = (events: readonly StoredEvent[]): StoredEvent[] =>
  events.toSorted((a, b) => a.occurredAt - b.occurredAt || rankOf(a.kind) - rankOf(b.kind) || a.arrival - b.arrival);

const rankOf = (kind: StoredEvent['kind']): number => (kind === 'create' ? 0 : 1);
