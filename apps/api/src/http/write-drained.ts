import { setImmediate as turn } from 'node:timers/promises';
import type { Response } from 'express';

/** Who takes nothing for so long is taken for gone: what is read for them holds a connection of the database. */
const patienceMs = 60_000;

/** Writes, and waits until the socket has room for more, or is gone. Others have their turn in any case. */
export const writeDrained = async (response: Response, text: string, patience = patienceMs): Promise<void> => {
  if (response.destroyed || response.write(text)) return turn();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    const timer = setTimeout(() => response.destroy(), patience);
    response.on('drain', done);
    response.on('close', done);
  });
};
