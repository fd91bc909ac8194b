import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@debrief/kernel';

/** Where a page ended: the sort key of its last row, then the row's id. */
export type CursorPosition = readonly (string | number | null)[];

/** What a cursor is good for. The same list with other filters, or in another workspace, refuses it. */
export interface CursorBond {
  readonly workspaceId: string;
  readonly list: string;
  readonly filters?: Readonly<Record<string, unknown>>;
}

const signatureBytes = 16;

/** Makes and checks the opaque `cursor` of every list: base64url of a position, signed together with its bond. */
export class Cursors {
  constructor(private readonly key: Buffer) {}

  seal(bond: CursorBond, position: CursorPosition): string {
    const text = JSON.stringify(position);
    return Buffer.concat([this.sign(bond, text), Buffer.from(text)]).toString('base64url');
  }

  /**
   * The position in a cursor that `seal` made for the same bond; undefined for no cursor.
   * @throws MALFORMED `invalid_cursor` for any other text
   */
  open(bond: CursorBond, cursor: string | undefined): CursorPosition | undefined {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor, 'base64url');
    const text = bytes.subarray(signatureBytes).toString();
    // Base64 has several spellings of some bytes: only ours counts.
    const isWhole = bytes.length > signatureBytes && bytes.toString('base64url') === cursor;
    if (!isWhole || !timingSafeEqual(bytes.subarray(0, signatureBytes), this.sign(bond, text)))
      throw new DomainError('MALFORMED', 'cursor is not one of this list', { reason: 'invalid_cursor' });
    return JSON.parse(text) as CursorPosition;
  }

  private sign(bond: CursorBond, text: string): Buffer {
    const filters = Object.entries(bond.filters ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return createHmac('sha256', this.key)
      .update(JSON.stringify([bond.workspaceId, bond.list, filters, text]))
      .digest()
      .subarray(0, signatureBytes);
  }
}
