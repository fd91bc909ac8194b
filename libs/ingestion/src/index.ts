/** Ingestion: what clients send becomes events of a trace, durably and in order. Owns traces and events; knows no HTTP. */
export { decodeAppendBody, type AppendBody } from './dialects/native/decode-body';
export { decodeEvent, type DecodeContext, type Decoded, type DecodedEvent } from './dialects/native/decode-event';
export type { EventRefusal } from './dialects/native/check-event';
export type { SessionStart } from './dialects/native/read-session-start';
export { createMasker, type Masked, type Masker } from './masking/masker';
export { checkMaskerRules, type MaskerRules, type PatternRule } from './masking/masker-rules';
export * from './new-event';
