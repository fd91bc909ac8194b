import type { Site } from './site';

/** How the suites call a route that changes something, and what it must leave in the audit log. */
export interface Mutation {
  /** A body that is right, different at each call. `projectId`: of a project to name; `project`: the caller's own. */
  readonly body?: (projectId: string, project: string) => Record<string, unknown>;
  /** Who may do it, where owners may not. */
  readonly as?: 'server' | 'key';
  /** Makes what it needs beside the rows of its path. */
  readonly arrange?: (site: Site) => Promise<unknown>;
  /** Its body names the project: a caller who may not see that is answered 404. */
  readonly namesProject?: true;
  /**
   * The actions that its audit rows name; `records`: an ingest route, whose record is what it stores; `reads`: it changes nothing, and has a
   * body all the same.
   */
  readonly audits: readonly string[] | 'records' | 'reads';
}
