import type { Masker } from '@debrief/ingestion';
import { toColumnText } from '@debrief/kernel';
import type { HttpRequest } from '../http-request.types';
import { cutPath } from './clean-fields';
import type { SentRequest } from './read-batch';
import type { RequestIds } from './request-ids';

/** A request to store, masked. Times in milliseconds since 1970. */
export type NewRequest = Omit<HttpRequest, 'projectId' | 'sentAt' | 'occurredAt' | 'receivedAt'> & {
  readonly sentAt: number;
  readonly occurredAt: number;
};

/** How far ahead a client's clock may be before it is not believed. */
const maxAheadMs = 5 * 60_000;

export interface RequestContext {
  readonly masker: Masker;
  readonly ids: RequestIds;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

export const toNewRequest = (sent: SentRequest, { masker, ids, receivedAt }: RequestContext): NewRequest => {
  const { timestamp, ...fields } = sent;
  const mask = (text: string): string => toColumnText(masker.maskText(text).value);
  return {
    ...fields,
    // Known by what was sent: a change of the masker's rules makes no second request of a resend.
    id: ids.next(sent),
    traceId: toColumnText(fields.traceId),
    host: mask(fields.host),
    ...cutPath(mask(fields.path)),
    userId: fields.userId === null ? null : mask(fields.userId),
    errorFingerprint: fields.errorFingerprint === null ? null : toColumnText(fields.errorFingerprint),
    sentAt: timestamp.ms,
    occurredAt: Math.min(timestamp.ms, receivedAt + maxAheadMs),
  };
};
