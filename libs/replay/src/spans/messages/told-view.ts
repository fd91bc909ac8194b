import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { MessageView } from './message-view';

/** A view as it is answered and kept: a large one has a megabyte of blocks, which nobody between the store and the socket reads. */
export interface ToldView extends Omit<MessageView, 'blocks'> {
  readonly totalBlocks: number;
  /** The list as JSON, in UTF-8. */
  readonly blocks: Uint8Array;
}

export const tellView = ({ blocks, ...rest }: MessageView): ToldView => ({
  ...rest,
  totalBlocks: blocks.length,
  blocks: toBytes(blocks),
});

/** Blocks that are told together: their text is small enough for V8's young space, where it costs little to forget. */
const blocksAtOnce = 32;

const toBytes = (blocks: MessageView['blocks']): Buffer => {
  const parts: string[] = [];
  for (let from = 0; from < blocks.length; from += blocksAtOnce)
    parts.push(JSON.stringify(blocks.slice(from, from + blocksAtOnce)).slice(1, -1));
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part) + 1, 1);
  const bytes = Buffer.allocUnsafeSlow(Math.max(length, 2));
  let end = bytes.write('[');
  parts.forEach((part, index) => {
    if (index > 0) end += bytes.write(',', end);
    end += bytes.write(part, end);
  });
  bytes.write(']', end);
  return bytes;
};

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * Bytes that are unpacked at once. By Node's default of 16 KiB a view of a megabyte would wait for a thread sixty times, and then be copied
 * into one piece.
 */
const chunkSize = 1024 * 1024;

/** Ends the first part of what is kept: JSON has none in it. */
const lineEnd = 0x0a;

export const packView = ({ blocks, ...rest }: ToldView): Promise<Buffer> =>
  compress(Buffer.concat([Buffer.from(`${JSON.stringify(rest)}\n`), blocks]));

export const unpackView = async (packed: Buffer): Promise<ToldView> => {
  const bytes = await decompress(packed, { chunkSize });
  const end = bytes.indexOf(lineEnd);
  const rest = JSON.parse(bytes.toString('utf8', 0, end)) as Omit<ToldView, 'blocks'>;
  return { ...rest, blocks: bytes.subarray(end + 1) };
};
