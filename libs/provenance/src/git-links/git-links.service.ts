import { Cursors, Database, type PageRequest } from '@debrief/infra';
import { type JsonObject, notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { readCountedPage } from '../recording/counted-page';
import { locateRun } from '../recording/locate-run';
import { RecordingContexts } from '../recording/recording-context';
import type { CountedPage, Recorded } from '../recording/recording.types';
import type { GitLink, GitLinkFilters, TimelineEntry } from './git-link.types';
import { findGitLink, gitLinkRows, loadGitLinks } from './git-links.queries';
import { readGitLink } from './read-git-link';
import { recordGitLink } from './record-git-link';
import { listTimeline, type TimelineRequest } from './timeline.queries';

/** Which commits runs have to do with. */
@Injectable()
export class GitLinksService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly contexts: RecordingContexts,
  ) {}

  /**
   * Records what a route, or a `git-link-create` of a batch, brings. The same trace, commit and type again is the link that is there.
   * @param projectId internal id of a project that the caller sees
   * @throws DomainError INVALID with the field; NOT_FOUND trace or CI run; CONFLICT other content under that id
   */
  async record(scope: Scope, projectId: string, body: JsonObject): Promise<Recorded<GitLink>> {
    const sent = readGitLink(body);
    const context = await this.contexts.of(scope, projectId);
    return this.database.inWorkspace(scope, (tx) => recordGitLink(tx, scope, projectId, sent, context));
  }

  /** @throws DomainError NOT_FOUND */
  async get(scope: Scope, projectId: string, id: string): Promise<GitLink> {
    const found = await this.database.inWorkspace(scope, (tx) => findGitLink(tx, projectId, id));
    if (!found) throw notFound('git link', id);
    return found;
  }

  /** Newest first. @throws DomainError MALFORMED `invalid_cursor` */
  list(scope: Scope, projectId: string, filters: GitLinkFilters, page: PageRequest): Promise<CountedPage<GitLink>> {
    return this.database.inWorkspace(scope, (tx) =>
      readCountedPage(tx, {
        cursors: this.cursors,
        bond: { workspaceId: scope.workspaceId, list: `git-links/${projectId}`, filters: { ...filters } },
        page,
        rows: gitLinkRows(projectId, filters),
        isFiltered: Object.values(filters).some((value) => value !== undefined),
        load: (ids) => loadGitLinks(tx, ids),
      }),
    );
  }

  /** Those of one run, newest first. @throws DomainError NOT_FOUND trace; MALFORMED `invalid_cursor` */
  async listOfTrace(
    scope: Scope,
    projectId: string,
    traceId: string,
    page: PageRequest,
  ): Promise<CountedPage<GitLink>> {
    await this.database.inWorkspace(scope, (tx) => locateRun(tx, projectId, traceId));
    return this.list(scope, projectId, { traceId }, page);
  }

  /** Commits with their runs, newest commit first. */
  timeline(scope: Scope, projectId: string, request: TimelineRequest): Promise<TimelineEntry[]> {
    return this.database.inWorkspace(scope, (tx) => listTimeline(tx, projectId, request));
  }
}
