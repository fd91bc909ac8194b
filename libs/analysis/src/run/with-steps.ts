import { nativeEventTypes, readSteps, type Step, type StepSpan } from '@debrief/ingestion';
import type { RunEvent } from './run';

const native: ReadonlySet<string> = new Set(nativeEventTypes);

/**
 * A run of which spans are a part, as rules read it: what was recorded natively, then the steps of the spans in causal order. Their seqs
 * are places in this list, since several steps may come of one span, and spans are numbered as they arrived.
 */
export const withSteps = (events: readonly RunEvent[], spans: readonly StepSpan[]): RunEvent[] =>
  [...events, ...readSteps(spans).map(toRunEvent)].map((event, place) => ({
    ...event,
    seq: place,
    spanSeq: event.seq,
  }));

/** What is no event of the native surface is a marker there. */
const toRunEvent = ({ type, payload, ...step }: Step): RunEvent =>
  native.has(type)
    ? { ...step, type, payload }
    : { ...step, type: 'state_change', payload: 'name' in payload ? payload : { ...payload, name: type } };
