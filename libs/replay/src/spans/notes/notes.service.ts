import { Database } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import type { SpanSummary, TraceSummary } from '../spans.types';
import { keyOf, selectSpanNotes, selectTraceNotes } from './note.queries';
import type { DebriefNote } from './note.types';

/** Finds the note of what it was made for; undefined: it is gone. */
export type NoteOf<T> = (item: T) => DebriefNote | undefined;

/** Tells what Debrief knows of runs and spans that were read before, in the caller's workspace. */
@Injectable()
export class NotesService {
  constructor(private readonly database: Database) {}

  async ofTraces(scope: Scope, traces: readonly TraceSummary[]): Promise<NoteOf<TraceSummary>> {
    if (traces.length === 0) return () => undefined;
    const notes = await this.database.inWorkspace(scope, (tx) => selectTraceNotes(tx, traces));
    return ({ id }) => notes.get(id);
  }

  async ofSpans(scope: Scope, spans: readonly SpanSummary[]): Promise<NoteOf<SpanSummary>> {
    if (spans.length === 0) return () => undefined;
    const notes = await this.database.inWorkspace(scope, (tx) => selectSpanNotes(tx, spans));
    return (span) => notes.get(keyOf(span));
  }
}
