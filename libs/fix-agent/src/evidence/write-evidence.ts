import type { Evidence, EvidenceEvent } from './evidence.types';

const maxBytes = 60 * 1024;
const maxEventText = 4_096;

/**
 * The evidence as lines of JSON, at most so many bytes: first what is known of the incident, then the events, in order. Where not all
 * events have room, the ones nearest to the critical step are kept.
 */
export const writeEvidence = ({ events, ...facts }: Evidence, bytes = maxBytes): string => {
  const head = clip(JSON.stringify(facts), bytes / 2);
  const critical = facts.incident.critical_step_seq ?? 0;
  const nearestFirst = events.toSorted(
    (a, b) => Math.abs(a.seq - critical) - Math.abs(b.seq - critical) || a.seq - b.seq,
  );
  const kept = new Map<number, string>();
  let left = bytes - Buffer.byteLength(head);
  for (const event of nearestFirst) {
    const line = toLine(event);
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    kept.set(event.seq, line);
  }
  const lines = events.flatMap(({ seq }) => kept.get(seq) ?? []);
  const omitted = events.length - lines.length;
  return [head, ...lines, ...(omitted > 0 ? [`${omitted} events are left out`] : [])].join('\n');
};

const toLine = ({ payload, ...event }: EvidenceEvent): string => {
  const text = JSON.stringify({ ...event, payload });
  if (text.length <= maxEventText) return text;
  return JSON.stringify({ ...event, payload_text: clip(JSON.stringify(payload), maxEventText) });
};

const clip = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text.slice(0, length).toWellFormed()}… (${text.length - Math.floor(length)} characters left out)`;
