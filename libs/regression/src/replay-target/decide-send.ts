/** What became of telling the replay target of one run. */
export type SendResult =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The host may not be called or sends elsewhere, or there is no target any more. */
  | { readonly kind: 'refused'; readonly reason: string };

export type SendDecision =
  | { readonly kind: 'sent' }
  | { readonly kind: 'again'; readonly afterSeconds: number; readonly problem: string }
  | { readonly kind: 'given_up'; readonly problem: string };

/** Seconds before each further try. */
const pauses = [5, 30, 120, 300];

/** A 2xx is taken. What another try may mend is tried again, a few times; the receiver knows a repeated message by its id. */
export const decideSend = (result: SendResult, sends: number): SendDecision => {
  if (result.kind === 'answered' && result.status >= 200 && result.status < 300) return { kind: 'sent' };
  const problem = `send_failed: ${result.kind === 'answered' ? `http_${result.status}` : result.reason}`;
  const afterSeconds = pauses[sends - 1];
  return afterSeconds === undefined || !isPassing(result)
    ? { kind: 'given_up', problem }
    : { kind: 'again', afterSeconds, problem };
};

const isPassing = (result: SendResult): boolean =>
  result.kind === 'failed' ||
  (result.kind === 'answered' && (result.status >= 500 || result.status === 429 || result.status === 408));
