import { invalid } from '@debrief/kernel';
import { includableKinds, type StreamKind } from './stream.types';

/**
 * Where a client wants to go on (native.md §6). `timeline` is the id of a frame in the middle of a timeline that is sent in seq order
 * although it was not committed so: what was committed up to `position` has been sent up to `seq`.
 */
export type ResumePoint =
  | { readonly at: 'position'; readonly position: number }
  | { readonly at: 'timeline'; readonly position: number; readonly seq: number }
  | { readonly at: 'event'; readonly trace: string; readonly seq: number }
  | { readonly at: 'seq'; readonly seq: number }
  | { readonly at: 'nothing' };

const whole = (digits: string | undefined): number | undefined => {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
};

/**
 * Reads the resume value: `Last-Event-ID` before `after_seq`. Forms: `@<position>`, `@<position>~<seq>`, `<trace>:<seq>`, `<seq>`.
 * An empty header is none, as browsers send it.
 * @param afterSeq -1: from the first event on
 * @throws DomainError INVALID for any other form
 */
export const parseResume = (lastEventId: string | undefined, afterSeq: number | undefined): ResumePoint => {
  if (lastEventId !== undefined && lastEventId !== '') return parseLastEventId(lastEventId);
  return afterSeq === undefined ? { at: 'nothing' } : { at: 'seq', seq: afterSeq };
};

const parseLastEventId = (id: string): ResumePoint => {
  const [, positionDigits, seqDigits] = /^@(\d+)(?:~(-1|\d+))?$/.exec(id) ?? [];
  if (positionDigits !== undefined) {
    const position = whole(positionDigits);
    const seq = seqDigits === undefined ? null : whole(seqDigits);
    if (position !== undefined && seq === null) return { at: 'position', position };
    if (position !== undefined && typeof seq === 'number') return { at: 'timeline', position, seq };
  }
  // The last colon splits: a trace's id may hold colons itself.
  const [, trace, digits] = /^(?:(.+):)?(\d+)$/s.exec(id) ?? [];
  const seq = digits === undefined ? undefined : whole(digits);
  if (seq === undefined) throw invalid('Last-Event-ID', 'must be @<position>, <trace>:<seq> or <seq>');
  return trace === undefined ? { at: 'seq', seq } : { at: 'event', trace, seq };
};

const isIncludable = (word: string): word is StreamKind => (includableKinds as readonly string[]).includes(word);

/** The kinds that `include` (a comma list) asks for, beside events. @throws DomainError INVALID for an unknown word */
export const parseInclude = (include: string | undefined): ReadonlySet<StreamKind> => {
  const kinds = new Set<StreamKind>(['event']);
  for (const word of (include ?? '')
    .split(',')
    .map((w) => w.trim())
    .filter((w) => w !== '')) {
    if (!isIncludable(word)) throw invalid('include', `must be a list of ${includableKinds.join(', ')}`);
    kinds.add(word);
  }
  return kinds;
};
