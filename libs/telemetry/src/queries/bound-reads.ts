import { boundStatements, type WorkspaceTx } from '@debrief/infra';

const longestMs = 20_000;

/** Reads of many rows are given up after this time, for the rest of the transaction: the answer is UNAVAILABLE. */
export const boundReads = (tx: WorkspaceTx): Promise<void> => boundStatements(tx, longestMs);
