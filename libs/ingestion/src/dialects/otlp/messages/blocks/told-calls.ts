import type { Utterance } from './utterance';

/**
 * Calls of tools, or their results, that were told already, by whom a copy need not be told again. The id says it where both have one;
 * without, one copy is spared for each that was told with the same content.
 */
export class ToldCalls {
  private readonly ids = new Set<string>();
  private readonly copies = new Map<string, number>();

  tell({ callId, contentHash }: Utterance): void {
    if (callId !== null) this.ids.add(callId);
    this.copies.set(contentHash, (this.copies.get(contentHash) ?? 0) + 1);
  }

  /** Whether it is a copy of what was told; takes one of them. */
  spare({ callId, contentHash }: Utterance): boolean {
    const copies = this.copies.get(contentHash) ?? 0;
    const isTold = (callId !== null && this.ids.has(callId)) || copies > 0;
    if (copies > 0) this.copies.set(contentHash, copies - 1);
    return isTold;
  }
}
