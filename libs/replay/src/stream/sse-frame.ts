import type { JsonText } from '@debrief/kernel';

/**
 * One server-sent event. A stored text may hold line breaks between its tokens, which would end the data line; inside a JSON string
 * there are none, so a space in their place changes nothing.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export const toFrame = (id: string, event: string, data: JsonText): Buffer =>
  Buffer.from(`id: ${id}\nevent: ${event}\ndata: ${/[\r\n]/.test(data) ? data.replace(/[\r\n]+/g, ' ') : data}\n\n`);

/** The id of a record's frame: it cannot be mistaken for a seq. */
export const positionId = (position: number): string => `@${position}`;

export const heartbeat = Buffer.from(': heartbeat\n\n');
/** What a stream opens with: how long a client waits before it connects again, and a first sign of life. */
export const opening = Buffer.from('retry: 2000\n\n: heartbeat\n\n');

/** Tells the client that it may have missed something: what follows begins after `position`. */
export const toReset = (reason: string, position: number): Buffer =>
  toFrame(positionId(position), 'reset', JSON.stringify({ reason, stream_position: position }));
