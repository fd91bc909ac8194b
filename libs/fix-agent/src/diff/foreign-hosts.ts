/** Hosts of URLs, lower case, as they stand in a text. */
const hostsIn = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@"'<>`]{1,200}@)?([a-z0-9.-]{1,253})/gi)].map(([, host]) =>
      host!.toLowerCase(),
    ),
  );

/**
 * Hosts that the added lines speak to and that the recorded run names. Where the repository has not known them, the run has put them
 * there: a way out for whoever wrote into it.
 */
export const findForeignHosts = (added: readonly string[], recorded: string): string[] => {
  const known = hostsIn(recorded);
  return [...hostsIn(added.join('\n'))].filter((host) => known.has(host));
};
