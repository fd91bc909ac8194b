import type { MessageBlock } from '../message-block';

/**
 * Calls of tools, or their results, that were told already, by whom a copy need not be told again. The id says it where both have one;
 * without, one copy is spared for each that was told with the same content.
 */
export class ToldCalls {
  private readonly ids = new Set<string>();
  private readonly copies = new Map<string, number>();

  tell({ tool_use_id: id, content_hash: content }: MessageBlock): void {
    if (id !== undefined) this.ids.add(id);
    this.copies.set(content, (this.copies.get(content) ?? 0) + 1);
  }

  /** Whether the block is a copy of what was told; takes one of them. */
  spare({ tool_use_id: id, content_hash: content }: MessageBlock): boolean {
    const copies = this.copies.get(content) ?? 0;
    const isTold = (id !== undefined && this.ids.has(id)) || copies > 0;
    if (copies > 0) this.copies.set(content, copies - 1);
    return isTold;
  }
}
