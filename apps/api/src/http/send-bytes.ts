import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/** Sends bytes of a media type, compressed if the client asks for it. */
export const sendBytes = (request: Request, response: Response, contentType: string, bytes: Buffer): void => {
  response.setHeader('Content-Type', contentType);
  response.vary('Accept-Encoding');
  if (
    bytes.length > 0 &&
    request.headers['accept-encoding'] &&
    request.acceptsEncodings(['gzip', 'identity']) === 'gzip'
  ) {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(gzipSync(bytes));
  } else response.end(bytes);
};
