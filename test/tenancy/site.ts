import type { Database } from '@debrief/infra';
import type { ApiServer } from '../factories/api-server';
import type { WorkspaceFixture } from '../factories/workspace';

/** Where rows are made that a route names. */
export interface Site {
  readonly api: ApiServer;
  readonly database: Database;
  readonly own: WorkspaceFixture;
}
