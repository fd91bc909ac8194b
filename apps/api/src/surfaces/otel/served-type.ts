/** What a browser may run when it is opened on our address, whatever the other headers say. */
const active = /^(?:text\/html|image\/svg|[^/]*\/(?:[^;]*\+)?xml|[^/]*\/[^;]*(?:script|xhtml))/;

/** The `Content-Type` of a file that a client once sent: its own, but nothing that a browser would run. */
export const servedType = (mediaType: string): string => {
  if (active.test(mediaType)) return 'text/plain; charset=utf-8';
  return mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType;
};
