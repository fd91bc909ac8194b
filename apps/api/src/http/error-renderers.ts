import type { DomainError } from '@debrief/kernel';
import { renderNativeError } from '../surfaces/native/errors';

export interface RenderedError {
  readonly status: number;
  readonly body: object;
}

export type ErrorRenderer = (error: DomainError, requestId: string) => RenderedError;

/** One line a surface, the first prefix that matches; the native form serves whatever belongs to none. */
const renderers: readonly { readonly prefix: string; readonly render: ErrorRenderer }[] = [
  { prefix: '/', render: renderNativeError },
];

export const rendererFor = (path: string): ErrorRenderer =>
  renderers.find(({ prefix }) => path.startsWith(prefix))?.render ?? renderNativeError;
