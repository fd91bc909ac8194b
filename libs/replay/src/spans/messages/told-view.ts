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
  blocks: Buffer.from(JSON.stringify(blocks)),
});

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
