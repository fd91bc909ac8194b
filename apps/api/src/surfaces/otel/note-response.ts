import type { DebriefNote } from '@debrief/replay';

/** `debrief` of T and S, where it is asked for (otel.md C3); null for what was deleted meanwhile. */
export const toNoteResponse = (note: DebriefNote | undefined) => ({
  debrief: note
    ? {
        seq: note.seq,
        event_type: note.eventType,
        labels: note.labels,
        cost_source: note.costSource,
        truncated: note.isTruncated,
        wrapper: note.isWrapper,
        incident_ids: note.incidentIds,
      }
    : null,
});
