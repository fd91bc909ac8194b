import type { NativeRecord } from '../../libs/sessions/src/native/native-record';

/** A native event as a session's rules read it, without its place. */
export type RecordSketch = Partial<NativeRecord> & Pick<NativeRecord, 'type'>;

/** When made records begin; each comes a second after the one before. */
export const recordStart = Date.UTC(2026, 4, 4, 10);

/** Records in seq order for the tables of rules. */
export const makeRecords = (...sketches: readonly RecordSketch[]): NativeRecord[] =>
  sketches.map((sketch, seq) => ({
    seq,
    agent: null,
    isError: false,
    spanId: null,
    parentId: null,
    at: recordStart + seq * 1_000,
    payload: {},
    metadata: {},
    ...sketch,
  }));
