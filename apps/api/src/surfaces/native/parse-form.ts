import type { Writable } from 'node:stream';
import { DomainError, invalid } from '@debrief/kernel';
import type { ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';

export interface Form {
  /** The part named `file`. */
  readonly file: Express.Multer.File | undefined;
  /** A text field; undefined when it is absent or empty. */
  text(name: string): string | undefined;
}

/** multer 2.5 takes it, its types (2.3) do not name it yet. */
type Options = multer.Options & { streamHandler(request: Request, parser: Writable): void };

const limits = { files: 1, fields: 20, fieldSize: 1024 * 1024 };

/**
 * Reads a multipart body that was collected already, under the shell's limits.
 * @throws DomainError MALFORMED; INVALID for parts that nobody asked for or that are too large
 */
export const parseForm = (context: ExecutionContext, bytes: Buffer): Promise<Form> => {
  const http = context.switchToHttp();
  const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
  const options: Options = { limits, defParamCharset: 'utf8', streamHandler: (_request, parser) => parser.end(bytes) };
  const read = multer(options).single('file');
  return new Promise((resolve, reject) => {
    read(request, response, (error: unknown) => {
      if (error) return reject(fromMulter(error));
      const fields = request.body as Readonly<Record<string, unknown>>;
      resolve({
        file: request.file,
        text: (name) => {
          const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
          return typeof value === 'string' && value !== '' ? value : undefined;
        },
      });
    });
  });
};

const fromMulter = (error: unknown): DomainError =>
  error instanceof MulterError
    ? invalid(error.field ?? 'form', `is refused: ${error.message}`)
    : new DomainError('MALFORMED', 'The body is not multipart/form-data', { cause: error });
