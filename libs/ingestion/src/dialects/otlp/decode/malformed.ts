import { DomainError } from '@debrief/kernel';

/** A body that does not decode, by the field at fault: `resourceSpans[0].scopeSpans` and `must be an array`. */
export const malformed = (field: string, problem: string): DomainError =>
  new DomainError('MALFORMED', `${field} ${problem}`, { fields: { [field]: problem } });
