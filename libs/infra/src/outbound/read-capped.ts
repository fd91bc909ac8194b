import type { Readable } from 'node:stream';

/** The first bytes of a body; the connection of one that is longer is given up. */
export const readCapped = async (
  body: Readable,
  maxBytes: number,
): Promise<{ readonly body: Buffer; readonly isCut: boolean }> => {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the stream, and with it the connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes), isCut: size > maxBytes };
};

/** The same answer, whose body errors when it grows beyond `maxBytes`; content codings undone, so that none can hide its size. */
export const capBody = (answer: Response, maxBytes: number): Response => {
  if (!answer.body) return answer;
  let size = 0;
  const cap = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      size += chunk.byteLength;
      if (size > maxBytes) controller.error(new RangeError(`the answer is longer than ${maxBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = answer;
  return new Response(answer.body.pipeThrough(cap), { status, statusText, headers: [...headers] });
};
