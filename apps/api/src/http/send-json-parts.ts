import type { Response } from 'express';

/** Answers with JSON that stands in parts: they leave in one write, and are never copied into one. */
export const sendJsonParts = (response: Response, parts: readonly (string | Uint8Array)[]): void => {
  response
    .status(200)
    .type('application/json')
    .setHeader(
      'Content-Length',
      parts.reduce((bytes, part) => bytes + Buffer.byteLength(part), 0),
    );
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
  response.uncork();
};
