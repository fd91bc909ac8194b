import { clientOf, type WorkspaceTx } from '@debrief/infra';
import { locateTrace, type TraceRow } from '@debrief/ingestion';
import { DomainError, type Scope } from '@debrief/kernel';
import { narrowToProject } from '@debrief/tenancy';
import { positionsOf } from '../positions';
import { decideStart, type Start } from './decide-start';
import type { ResumePoint } from './parse-resume';
import { findCommitOf, findHead } from './stream.queries';
import type { StreamFilter, StreamKind } from './stream.types';

export interface StreamWish {
  readonly projectId?: string;
  readonly sessionId?: string;
  readonly kinds: ReadonlySet<StreamKind>;
  readonly resume: ResumePoint;
}

/**
 * What a stream shows to this caller and where it starts.
 * @throws DomainError FORBIDDEN for a project that the caller may not use, NOT_FOUND and CONFLICT for the trace
 */
export const resolveStart = async (
  tx: WorkspaceTx,
  scope: Scope,
  wish: StreamWish,
): Promise<{ filter: StreamFilter; start: Start }> => {
  const projectId = (await narrowToProject(tx, scope, wish.projectId)) ?? null;
  const trace =
    wish.sessionId === undefined ? null : await locateTrace(tx, scope, wish.sessionId, projectId ?? undefined);
  const filter: StreamFilter = { projectId, traceId: trace?.id ?? null, kinds: wish.kinds };
  const head = await findHead(clientOf(tx));
  const { resume } = wish;
  const known = resume.at === 'event' ? await resolveEvent(tx, scope, filter, resume) : resume;
  return { filter, start: decideStart(known, head, filter.traceId) };
};

/** An event's position; when the event is unknown, the trace after which seq to go on; when that is no trace of the stream, nothing. */
const resolveEvent = async (
  tx: WorkspaceTx,
  scope: Scope,
  filter: StreamFilter,
  { trace: externalId, seq }: Extract<ResumePoint, { at: 'event' }>,
): Promise<Parameters<typeof decideStart>[0]> => {
  const trace = await findTrace(tx, scope, externalId, filter.projectId);
  if (!trace) return { at: 'nothing' };
  const commit = await findCommitOf(clientOf(tx), trace.id, seq);
  const position = commit && positionsOf([commit], seq, seq).get(seq);
  if (position !== undefined) return { at: 'position', position };
  return filter.traceId === null || filter.traceId === trace.id
    ? { at: 'unknown event', traceId: trace.id, seq }
    : { at: 'nothing' };
};

const findTrace = async (
  tx: WorkspaceTx,
  scope: Scope,
  externalId: string,
  projectId: string | null,
): Promise<TraceRow | undefined> => {
  try {
    return await locateTrace(tx, scope, externalId, projectId ?? undefined);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
};
