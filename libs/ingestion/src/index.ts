/** Ingestion: takes in runs and their events, each exactly once, and says where in the stream they stand. Reads nothing back. */
export type { Decoded, NewEvent, TraceEndStatus, TraceStatus } from './new-event';
export { insertLedger, type LedgerEntry, type LedgerKind } from './append/ledger';
export { IngestionModule } from './ingestion.module';
export { IngestionService } from './ingestion.service';
export type { AppendResult, NewTrace, RejectedItem } from './ingestion.types';
export { locateTrace } from './locate-trace';
export type { TraceRow } from './trace.queries';
