import { stringify } from 'csv-stringify/sync';
import type { SessionEvent } from '../session-event';
import { csvHeader, toCsvRow } from './csv-columns';

/** RFC 4180; the library puts quotes around a lone CR or LF, too. */
const format = { record_delimiter: 'windows' } as const;

export const csvHead = (): string => stringify([[...csvHeader]], format);

export const csvRows = (events: readonly SessionEvent[]): string => stringify(events.map(toCsvRow), format);
