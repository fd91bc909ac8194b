import type { TraceParts } from '@debrief/replay';

/** What is read of a trace that is shown with its input and output, where its observations and scores are asked for otherwise or not at all. */
export const withIo: TraceParts = { io: true, observationIds: false, scoreIds: false };
