import { setTimeout as delay } from 'node:timers/promises';
import type { LiveBus } from '@debrief/infra';

/** Announcements of a busy workspace that are taken for one. */
const coalesceMs = 50;

/** Resolves when the workspace's records have changed, or after so many milliseconds. */
export const untilAnnounced = async (bus: LiveBus, workspaceId: string, ms: number): Promise<void> => {
  const announced = new AbortController();
  const unsubscribe = bus.subscribe((changed) => {
    if (changed === workspaceId) announced.abort();
  });
  try {
    await delay(Math.min(coalesceMs, ms));
    await delay(ms - coalesceMs, undefined, { signal: announced.signal });
  } catch (error) {
    if (!announced.signal.aborted) throw error;
  } finally {
    unsubscribe();
  }
};
