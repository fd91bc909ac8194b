import { BufferReader } from 'protobufjs/minimal';
import { maxValues, type ValueDefect } from './encoded-message';
import { KnownNames } from './known-names';

/** An id has 16 bytes at most; of a longer one, which is wrong in any case, only the beginning is kept. */
const maxIdBytes = 17;

const names = new KnownNames();

/** protobufjs's reader of primitive values, held to a stretch of the body; 64-bit integers come as bigint. Throws plain errors. */
export class WireReader extends BufferReader {
  defect: ValueDefect | null = null;
  private valueCount = 0;

  constructor(
    private readonly body: Buffer,
    start: number,
    end: number,
  ) {
    super(body);
    this.pos = start;
    this.len = end;
  }

  /** Enters the length-delimited field at hand; `leave` takes what this returns. */
  enter(): number {
    const outer = this.len;
    const end = this.size() + this.pos;
    if (end > outer) throw new RangeError('a field is longer than its message');
    this.len = end;
    return outer;
  }

  leave(outer: number): void {
    this.pos = this.len;
    this.len = outer;
  }

  /** Whether the message may have yet another value; if not, `defect` says so. */
  countValue(): boolean {
    this.valueCount += 1;
    if (this.valueCount <= maxValues) return true;
    this.defect ??= 'larger than 1 MiB';
    return false;
  }

  skipField(tag: number): void {
    this.skipType(tag & 7, 0, tag >>> 3);
  }

  /** A text that is likely to come again. */
  name(): string {
    const outer = this.enter();
    const text = names.read(this.body, this.pos, this.len);
    this.leave(outer);
    return text;
  }

  hex(): string {
    return this.text('hex', maxIdBytes);
  }

  base64(): string {
    return this.text('base64', this.len);
  }

  unsignedFixed64(): bigint {
    return this.body.readBigUInt64LE(this.step(8));
  }

  signedFixed64(): bigint {
    return this.body.readBigInt64LE(this.step(8));
  }

  signedVarint64(): bigint {
    return exact(this.int64());
  }

  /** A number if a double holds it, else its digits. */
  plainInteger(): number | string {
    const bits = this.int64();
    const value = bits.high * 2 ** 32 + (bits.low >>> 0);
    return Number.isSafeInteger(value) ? value : exact(bits).toString();
  }

  unsignedVarint64(): bigint {
    return BigInt.asUintN(64, this.signedVarint64());
  }

  private text(encoding: 'hex' | 'base64', most: number): string {
    const outer = this.enter();
    const text = this.body.toString(encoding, this.pos, Math.min(this.len, this.pos + most));
    this.leave(outer);
    return text;
  }

  private step(bytes: number): number {
    const start = this.pos;
    this.skip(bytes);
    return start;
  }
}

const exact = ({ high, low }: { high: number; low: number }): bigint => (BigInt(high) << 32n) | BigInt(low >>> 0);
