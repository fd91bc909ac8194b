import type { DomainError } from '@debrief/kernel';
import type { Request } from 'express';

/** An error in the form of one surface: JSON, or bytes of a type that it names. */
export type RenderedError =
  | { readonly status: number; readonly body: object }
  | { readonly status: number; readonly bytes: Buffer; readonly contentType: string; readonly retryAfter?: number };

export type ErrorRenderer<Rendered = RenderedError> = (
  error: DomainError,
  requestId: string,
  request: Request,
) => Rendered;
