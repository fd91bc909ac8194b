import { normaliseText } from '@debrief/analysis';

/** A message without what differs from one failure to the next: `409 room taken` → `N room taken`. 200 characters at most. */
export const normaliseMessage = (message: string): string =>
  normaliseText(message).replace(/<(addr|n|path|text)>/g, (_, what: string) => what.toUpperCase());
