import { newEvent } from '../../factories/new-event';
import { randomUUID } from 'node:crypto';
import { clientOf, createLog, Database, type LiveBus, MemorySeats } from '@debrief/infra';
import { insertLedger } from '@debrief/ingestion';
import { newId, type Scope } from '@debrief/kernel';
import { StreamService } from '@debrief/replay';
import { Client } from 'pg';
import { commitGroup } from '../../../libs/ingestion/src/append/commit-group';
import type { NewEvent } from '../../../libs/ingestion/src/new-event';
import type { StreamParts } from '../../../libs/replay/src/stream/stream.service';
import { type RecordReader, type StreamRequest, streamTiming } from '../../../libs/replay/src/stream/stream.types';
import { createRunsFixture, type RunsFixture } from '../../factories/runs';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { TestSink } from './test-sink';

const noRecords: RecordReader = async () => new Map();
/** For suites of events and traces. */
export const noReaders = { analysis: noRecords, incident: noRecords, fix_run: noRecords, regression_run: noRecords };

/** A bus within the test: every service that shares it is woken at once. */
export class TestBus implements LiveBus {
  private readonly listeners = new Set<(workspaceId: string) => void>();
  announced = 0;

  announce(workspaceId: string): void {
    this.announced += 1;
    for (const listener of this.listeners) listener(workspaceId);
  }

  subscribe(listener: (workspaceId: string) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async close(): Promise<void> {}
}

/** Loses every message. */
export class DeafBus extends TestBus {
  override announce(): void {}
}

/** Test times are short, so that nothing has to be slept for. */
export const quickTiming = { ...streamTiming, pollMs: 50, heartbeatMs: 20, accessCheckMs: 20, blockedMs: 200 };

/** A suite's database, with one workspace to append to and services to follow it with. */
export class StreamSuite {
  readonly bus = new TestBus();
  private readonly services: StreamService[] = [];
  private readonly sinks: TestSink[] = [];

  private constructor(
    readonly test: TestDatabase,
    readonly database: Database,
    readonly runs: RunsFixture,
  ) {}

  static async open(): Promise<StreamSuite> {
    const test = await openTestDatabase();
    const database = new Database({ url: test.databaseUrl, poolMax: 12 });
    return new StreamSuite(test, database, await createRunsFixture(database));
  }

  async close(): Promise<void> {
    this.services.forEach((service) => service.onModuleDestroy());
    this.sinks.forEach((sink) => sink.leave());
    await this.database.close();
    await this.test.close();
  }

  get scope(): Scope {
    return { ...this.runs.scope, actor: { type: 'user', id: randomUUID(), role: 'viewer', email: null } };
  }

  /** Another workspace of the same database. */
  anotherWorkspace(): Promise<RunsFixture> {
    return createRunsFixture(this.database);
  }

  /** A stream service of its own, as every api process has one. */
  newService(parts: Partial<StreamParts> = {}): StreamService {
    const service = new StreamService({
      database: this.database,
      bus: this.bus,
      seats: new MemorySeats(),
      credentials: {
        membershipsOf: async () => [
          {
            workspaceId: this.runs.scope.workspaceId,
            role: 'viewer' as const,
            plan: 'free' as const,
            createdAt: new Date(),
          },
        ],
      },
      streamsPerWorkspace: 100,
      log: createLog('silent'),
      readers: noReaders,
      timing: { ...streamTiming, pollMs: 50 },
      ...parts,
    });
    this.services.push(service);
    return service;
  }

  async follow(
    service: StreamService,
    request: Partial<StreamRequest> = {},
    sink = new TestSink(),
    scope = this.scope,
  ): Promise<TestSink> {
    const stream = await service.open(scope, { credentialExpiresAt: null, ...request });
    stream.sendTo(sink);
    this.sinks.push(sink);
    return sink;
  }

  /** A new trace, as its creation leaves it: the row, and its place in the ledger. @returns its external id */
  async addTrace(runs = this.runs): Promise<string> {
    const id = newId();
    const externalId = `trace_${id}`;
    const { projectId } = runs;
    await this.database.inWorkspace(runs.scope, async (tx) => {
      await tx.insertInto('trace').values({ id, projectId, externalId, sessionId: externalId }).execute();
      await insertLedger(clientOf(tx), [{ kind: 'trace', projectId, traceId: id, seqs: null }]);
    });
    return externalId;
  }

  /** Appends events in one commit, as ingestion does, and announces it; or rolls the commit back. */
  async append(
    externalId: string,
    events: readonly NewEvent[],
    { runs = this.runs, abort = false } = {},
  ): Promise<void> {
    const { workspaceId } = runs.scope;
    const items = events.map((event) => ({ ok: true as const, event, start: null, masks: null }));
    const request = { projectId: runs.projectId, externalId, items, budget: 1000, mayStart: false, keyId: null };
    try {
      await this.database.inWorkspaceClient(workspaceId, async (client) => {
        await commitGroup(client, [request], { maxTraceEvents: 1_000_000, probeAll: true });
        if (abort) throw new Aborted();
      });
    } catch (error) {
      if (!(error instanceof Aborted)) throw error;
      return;
    }
    this.bus.announce(workspaceId);
  }

  appendSeqs(
    externalId: string,
    seqs: readonly number[],
    options: { runs?: RunsFixture; abort?: boolean } = {},
  ): Promise<void> {
    return this.append(
      externalId,
      seqs.map((seq) => newEvent(seq)),
      options,
    );
  }

  /** Cuts every connection that the product holds. */
  async cutConnections(): Promise<void> {
    const admin = new Client({ connectionString: this.test.adminUrl });
    await admin.connect();
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'debrief'",
    );
    await admin.end();
  }

  async position(): Promise<number> {
    const row = await this.database.inWorkspace(this.runs.scope, (tx) =>
      tx.selectFrom('streamPosition').select('position').executeTakeFirstOrThrow(),
    );
    return row.position;
  }

  async setFloor(position: number): Promise<void> {
    await this.database.inWorkspace(this.runs.scope, (tx) =>
      tx.updateTable('streamPosition').set({ floorPosition: position }).execute(),
    );
  }
}

class Aborted extends Error {}
