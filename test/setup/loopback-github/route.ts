import type { Answer } from './github-answers';
import type { Repository } from './github-state';
import type { ApiRequest } from './request-check';

/** A route of one repository: what an installation token must be good for, and what it does. */
export interface Route {
  readonly needs: Readonly<Record<string, 'read' | 'write'>>;
  readonly answer: (repository: Repository, request: ApiRequest, nextId: () => number) => Answer;
}
