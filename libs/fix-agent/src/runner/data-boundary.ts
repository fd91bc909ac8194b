import { randomBytes } from 'node:crypto';

/**
 * Marks text that a model must take for data. The marks hold 128 random bits of their own for each run, so nothing that was recorded
 * or committed before can close them.
 */
export class DataBoundary {
  constructor(readonly mark: string = randomBytes(16).toString('hex')) {}

  /** @param source what it is, in our words */
  quote(source: string, text: string): string {
    return `<<<DATA ${this.mark} ${source}\n${text.replaceAll(this.mark, '…')}\nDATA ${this.mark}>>>`;
  }
}
