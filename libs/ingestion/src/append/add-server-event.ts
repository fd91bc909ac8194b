import { clientOf, type WorkspaceTx } from '@debrief/infra';
import { cloneJson, conflict, type JsonObject, notFound } from '@debrief/kernel';
import { decodeEvent } from '../dialects/native/decode-event';
import type { NativeEventType } from '../dialects/native/native-event';
import type { Masker } from '../masking/masker';
import type { NewEvent } from '../new-event';
import { findImportedSeqs, importedSeqFloor } from '../spans/spans.queries';
import {
  findStoredEvents,
  insertEventsStatement,
  lockTraces,
  type TraceKey,
  updateTracesStatement,
} from './append.queries';
import { insertLedger } from './ledger';
import { decideRollup } from './rollup';

/** An event that the server adds to a run by itself, or for another surface. */
export interface ServerEvent {
  /** The same key again adds nothing. */
  readonly idempotencyKey: string;
  readonly type: NativeEventType;
  readonly payload: JsonObject;
  readonly at: Date;
}

export interface ServerEventContext {
  readonly hashSecret: string;
  readonly masker: Masker;
  readonly maxTraceEvents: number;
}

export interface AddedEvent {
  /** Internal id. */
  readonly traceId: string;
  readonly seq: number;
}

/**
 * Appends an event to a run of any surface, in the caller's transaction, which holds the run from here on. Of a native run it takes a seq
 * above those that its client chooses. Send it last: the ledger is locked to the commit.
 * @throws DomainError NOT_FOUND for a run that is not there; CONFLICT for one that is full
 */
export const addServerEvent = async (
  tx: WorkspaceTx,
  key: TraceKey,
  sent: ServerEvent,
  { hashSecret, masker, maxTraceEvents }: ServerEventContext,
): Promise<AddedEvent> => {
  const client = clientOf(tx);
  const [trace] = await lockTraces(client, [key]);
  if (!trace) throw notFound('trace', key.externalId);
  const isNumberedHere = await numbersOnArrival(tx, trace.id);
  const imported = isNumberedHere ? undefined : (await findImportedSeqs(client, [trace.id])).get(trace.id);
  const seq = isNumberedHere ? trace.maxSeq + 1 : (imported ?? importedSeqFloor - 1) + 1;
  const event = toEvent(key, seq, sent, { hashSecret, masker });
  const stored = await findStoredEvents(client, [{ traceId: trace.id, event }]);
  const known = stored.find(({ idempotencyKey }) => idempotencyKey === event.idempotencyKey);
  if (known) return { traceId: trace.id, seq: known.seq };
  if (trace.eventCount >= maxTraceEvents) throw conflict('The trace is full');
  const rollup = { ...decideRollup(trace, [event]), maxSeq: isNumberedHere ? seq : -1 };
  const placed = [{ traceId: trace.id, event }];
  await client.query(insertEventsStatement(placed));
  await client.query(updateTracesStatement([{ traceId: trace.id, rollup }], placed));
  const place = { projectId: trace.projectId, traceId: trace.id };
  await insertLedger(client, [
    { ...place, kind: 'event', seqs: [seq] },
    ...(rollup.isChanged ? [{ ...place, kind: 'trace' as const, seqs: null }] : []),
  ]);
  return { traceId: trace.id, seq };
};

/** Whether the run's events are numbered as they arrive, instead of by its client. */
const numbersOnArrival = async (tx: WorkspaceTx, traceId: string): Promise<boolean> => {
  const { surface } = await tx
    .selectFrom('trace')
    .select('surface')
    .where('id', '=', traceId)
    .executeTakeFirstOrThrow();
  return surface !== 'native';
};

const toEvent = (
  { externalId }: TraceKey,
  seq: number,
  { idempotencyKey, type, payload, at }: ServerEvent,
  context: Pick<ServerEventContext, 'hashSecret' | 'masker'>,
): NewEvent => {
  const decoded = decodeEvent(
    {
      type,
      session_id: externalId,
      timestamp: at.toISOString(),
      seq,
      idempotency_key: idempotencyKey,
      payload: cloneJson(payload),
    },
    context,
  );
  if (!decoded.ok) throw new Error(`an event of the server is none: ${decoded.reason}`);
  return decoded.event;
};
