import { boundStatements, type CursorBond, Cursors, Database, toPage, type WorkspaceTx } from '@debrief/infra';
import { findSources, sourceIdsOf } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { getProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import type { EventPageRequest } from '../listing/session-events.service';
import { HeldRecords, readLogs } from '../reading/record-reader';
import { SessionReader } from '../session-reader';
import { toSessionEvents } from '../to-session-events';
import { generationTest } from './generation-columns';
import type { Generation, GenerationFilter, GenerationSummary } from './generation.types';
import { type GenerationPlace, type GenerationRow, listGenerations, listWrappers } from './list-generations.queries';
import { addListPrices } from './list-prices';
import { summarizeGenerations } from './summarize-generations.queries';
import { sumUnpriced } from './unpriced.queries';

/** A filter that few calls pass may look at all: a statement that takes longer is given up. */
const longestMs = 20_000;

/** A page of model calls, beside what all that pass the filter add up to. */
export interface GenerationPage {
  readonly generations: readonly Generation[];
  readonly summary: GenerationSummary;
  readonly total: number;
  /** Total and summary are of the newest calls. */
  readonly isEstimated: boolean;
  readonly nextCursor: string | null;
}

/** Lists model calls across the sessions of a project. */
@Injectable()
export class GenerationsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly sessions: SessionReader,
  ) {}

  /**
   * Newest first.
   * @param project id or slug
   * @throws DomainError NOT_FOUND project, session; MALFORMED `invalid_cursor`; UNAVAILABLE where the summary takes too long
   */
  async list(
    scope: Scope,
    project: string,
    filter: GenerationFilter,
    { limit, offset, cursor }: EventPageRequest,
  ): Promise<GenerationPage> {
    const session =
      filter.sessionId === undefined ? undefined : await this.sessions.locate(scope, project, filter.sessionId);
    return this.database.inWorkspace(scope, async (tx) => {
      const { id: projectId } = await getProject(tx, scope, project);
      await boundStatements(tx, longestMs);
      const bond = bondOf(scope, projectId, filter);
      const after = this.cursors.open(bond, cursor) as GenerationPlace | undefined;
      const test = generationTest(projectId, filter, session);
      const rows = await listGenerations(tx, test, { after, offset, limit: limit + 1 });
      const { listed, isEstimated, calls, models, hasUnpriced } = await summarizeGenerations(tx, test);
      const unpriced = hasUnpriced ? await sumUnpriced(tx, test) : [];
      const summary = { calls, models: addListPrices(models, unpriced, ({ model }) => model) };
      const page = toPage(rows, limit, ({ place }) => this.cursors.seal(bond, place));
      return {
        generations: await readGenerations(tx, page.items),
        summary,
        // Where all that pass only hold others, no model's row says how many they are.
        total: Math.max(listed, rows.length),
        isEstimated,
        nextCursor: page.nextCursor,
      };
    });
  }
}

const bondOf = ({ workspaceId }: Scope, projectId: string, filter: GenerationFilter): CursorBond => ({
  workspaceId,
  list: `generations/${projectId}`,
  filters: { ...filter, from: filter.from?.getTime(), to: filter.to?.getTime() },
});

/** The calls as the events that they are in their sessions. */
const readGenerations = async (tx: WorkspaceTx, rows: readonly GenerationRow[]): Promise<Generation[]> => {
  const spans = rows.filter(({ isSpan }) => isSpan);
  const sources = await findSources(
    tx,
    spans.flatMap(({ text }) => sourceIdsOf(text)),
  );
  const logs = await readLogs(
    tx,
    rows.map(({ run }) => run),
    rows,
  );
  const wrappers = new Set((await listWrappers(tx, [...new Set(spans.map(({ traceId }) => traceId))])).map(keyOf));
  return rows.flatMap((row) => {
    const held = new HeldRecords(row.run, [row], { sources, logs: logs.get(row.traceId) });
    const events = toSessionEvents(held.toRecords(), { sessionId: row.run.sessionId, after: 0 });
    const event = events.find(({ type, derived }) => type === 'llm_call' && !derived);
    if (event?.type !== 'llm_call') return [];
    return [
      {
        event: { ...event, agentName: event.agentName ?? row.agent, isWrapper: row.isSpan && wrappers.has(keyOf(row)) },
      },
    ];
  });
};

const keyOf = ({ traceId, spanId }: { readonly traceId: string; readonly spanId: string | null }): string =>
  `${spanId} ${traceId}`;
