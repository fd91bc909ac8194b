import { ulid } from 'ulid';
import { v7 } from 'uuid';

/** A new internal id: UUIDv7, so that ids sort by the time they were made. */
export const newId = (): string => v7();

/** A new external trace id for clients that send none: `sess_` + ULID. */
export const newTraceExternalId = (): string => `sess_${ulid()}`;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string => typeof value === 'string' && uuidPattern.test(value);
