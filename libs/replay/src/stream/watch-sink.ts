import type { StreamDialect } from './stream-dialect';
import type { StreamSink, StreamTiming } from './stream.types';

/** setTimeout counts in 32 bits. */
const longestTimer = 2 ** 31 - 1;

/** Ends a stream in order, with a last word where there is one. */
export const endSink = (sink: StreamSink, farewell: Buffer | null): void => {
  if (farewell) sink.write(farewell);
  sink.end();
};

/** Keeps a stream alive and ends it: a heartbeat, a cut when the socket is blocked, the end when the credential expires. */
export const watchSink = (
  sink: StreamSink,
  timing: StreamTiming,
  expiresAt: Date | null,
  { heartbeat, farewell }: Pick<StreamDialect, 'heartbeat' | 'farewell'>,
): void => {
  const beat = setInterval(() => sink.write(heartbeat), timing.heartbeatMs).unref();
  let taken = sink.takenBytes();
  let movedAt = Date.now();
  const watch = setInterval(() => {
    const now = sink.takenBytes();
    if (now > taken || sink.pendingBytes() === 0) [taken, movedAt] = [Math.max(now, taken), Date.now()];
    else if (Date.now() - movedAt >= timing.blockedMs) sink.destroy();
  }, timing.blockedMs / 10).unref();
  const left = expiresAt ? Math.max(expiresAt.getTime() - Date.now(), 0) : null;
  const expiry =
    left === null || left > longestTimer
      ? undefined
      : setTimeout(() => endSink(sink, farewell('token_expired')), left).unref();
  sink.onClose(() => {
    clearInterval(beat);
    clearInterval(watch);
    clearTimeout(expiry);
  });
};
