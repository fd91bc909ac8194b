export interface Jwks {
  // The shape that jwks-rsa declares for its fetcher.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly keys: any;
}

const timeoutMs = 3_000;

/**
 * Reads a key set at most once in `minIntervalMs` and shares the answer, a failure included. So a flood of tokens with made-up
 * key ids costs the issuer ten requests a minute, and never keeps a rotated key from being found (as a plain rate limit would).
 */
export const fetchJwks = (minIntervalMs = 6_000, clock: () => number = Date.now): ((url: string) => Promise<Jwks>) => {
  let last: { readonly at: number; readonly answer: Promise<Jwks> } | undefined;
  return (url) => {
    const now = clock();
    if (!last || now - last.at >= minIntervalMs) last = { at: now, answer: read(url) };
    return last.answer;
  };
};

const read = async (url: string): Promise<Jwks> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  if (!response.ok) throw new Error(`the key set answered ${response.status}`);
  return (await response.json()) as Jwks;
};
