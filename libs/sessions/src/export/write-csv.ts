import { stringify } from 'csv-stringify/sync';
import type { SessionEvent } from '../session-event';
import { csvHeader, toCsvRow } from './csv-columns';

/** RFC 4180. A lone CR or LF is within the rights of no reader to be expected outside of quotes. */
const format = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;

export const csvHead = (): string => stringify([[...csvHeader]], format);

export const csvRows = (events: readonly SessionEvent[]): string => stringify(events.map(toCsvRow), format);
