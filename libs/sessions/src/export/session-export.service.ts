import { Database, LIVE_SEATS, type LiveSeats, MemorySeats, type WorkspaceReads } from '@debrief/infra';
import { DomainError, type Scope, unavailable } from '@debrief/kernel';
import { getProject } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import type { EventFilter } from '../listing/event-filter';
import { SessionReader } from '../session-reader';
import { type ExportedRows, readRows } from './read-rows';

/** Exports at once of one credential. */
const perCredential = 2;
/** Exports at once of one process: each holds a connection of the pool from its first byte to its last. */
const perProcess = 4;
const retryAfterSeconds = 5;

export interface ExportQuery {
  /** Without them the whole project. */
  readonly sessionIds?: readonly string[];
  /** Of the runs' start; inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  readonly filter: EventFilter;
  /** Rows. */
  readonly limit: number;
}

/** An export that has been counted and not been read yet. */
export interface OpenedExport extends ExportedRows {
  readonly projectSlug: string;
}

/** Reads the events of many sessions out, as they are at one moment. */
@Injectable()
export class SessionExportService {
  private readonly ownSeats = new MemorySeats();

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionReader,
    @Inject(LIVE_SEATS) private readonly seats: LiveSeats,
  ) {}

  /**
   * Counts an export and hands it over: what is counted is what will be read, however long the reading takes.
   * @param project id or slug
   * @param take reads the rows; when it ends, so does the export
   * @throws DomainError NOT_FOUND project, session; LIMITED for a third export of a credential; UNAVAILABLE
   */
  async export(
    scope: Scope,
    project: string,
    query: ExportQuery,
    take: (opened: OpenedExport) => Promise<void>,
  ): Promise<void> {
    const { type, id } = scope.actor;
    const give = await this.seats.take(`exports/${type}/${id}`, perCredential);
    if (!give)
      throw new DomainError('LIMITED', `A credential may have ${perCredential} exports at once`, {
        retryAfter: retryAfterSeconds,
      });
    try {
      const giveOwn = await this.ownSeats.take('exports', perProcess);
      if (!giveOwn) throw unavailable('Too many exports at once', retryAfterSeconds);
      try {
        await this.database.atMoment(scope, (frozen) => this.exportAt(frozen, { scope, project, query, take }));
      } finally {
        giveOwn();
      }
    } finally {
      give();
    }
  }

  private async exportAt(frozen: WorkspaceReads, { scope, project, query, take }: ExportRequest): Promise<void> {
    const { id, slug } = await frozen.inWorkspace(scope, (tx) => getProject(tx, scope, project));
    const reader = this.sessions.at(frozen);
    await take({
      projectSlug: slug,
      ...(await readRows(() => reader.walkProject(scope, id, { ...query, asOf }), query)),
    });
  }
}

interface ExportRequest {
  readonly scope: Scope;
  readonly project: string;
  readonly query: ExportQuery;
  take(opened: OpenedExport): Promise<void>;
}

/** No run is left out for its time: the moment decides what is there. */
const asOf = new Date(Date.UTC(9999, 0));
