import type { ExportOutcome, OtlpTally } from '../otlp.types';
import { cutText } from './cut-text';

const maxBytes = 4096;

/** What the sender is told of its export: reason, count and the first id of each. Empty: there is nothing to tell. At most 4 KiB. */
export function describeOutcome({ rejected, warnings }: ExportOutcome): string {
  const parts = [
    ...rejected.map((tally) => describe('rejected', tally)),
    ...warnings.map((tally) => describe('warning', tally)),
  ];
  return cutText(parts.join('; '), maxBytes);
}

const describe = (kind: string, { reason, firstId, count }: OtlpTally): string =>
  `${kind}: ${reason} (${count}${firstId === '' ? '' : `, first id ${firstId}`})`;
