import type { DomainError } from '@debrief/kernel';

/** An error in the form of one surface. */
export interface RenderedError {
  readonly status: number;
  readonly body: object;
}

export type ErrorRenderer = (error: DomainError, requestId: string) => RenderedError;
