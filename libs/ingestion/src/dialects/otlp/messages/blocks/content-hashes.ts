import type { BlockContent } from '../message-block';
import { hashContent } from './hash-content';

/** Hashes of contents; a text that comes again, as texts of a conversation do with every call, is hashed once. */
export class ContentHashes {
  private readonly texts = new Map<string, string>();
  private readonly answers = new Map<string, string>();

  of(content: BlockContent): string {
    if (content.type === 'text') return this.known(this.texts, content.text, content);
    if (content.type === 'tool_result' && typeof content.content === 'string')
      return this.known(this.answers, content.content, content);
    return hashContent(content);
  }

  private known(hashes: Map<string, string>, text: string, content: BlockContent): string {
    const hash = hashes.get(text) ?? hashContent(content);
    hashes.set(text, hash);
    return hash;
  }
}
