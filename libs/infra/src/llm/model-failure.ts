import { DomainError } from '@debrief/kernel';

/**
 * What went wrong with a call of a model, for rows and logs. The SDK's errors hold the request, the answer and its headers: none of
 * that is kept, because the request is the prompt and a provider may echo the key.
 */
export const toModelFailure = async (error: unknown): Promise<string> => {
  const { APICallError, RetryError } = await import('ai');
  const last = RetryError.isInstance(error) ? error.lastError : error;
  // The outbound client's: it says what the address leads to.
  if (last instanceof DomainError) return `the model may not be called: ${last.message}`;
  if (!APICallError.isInstance(last)) return 'the model could not be reached or its answer could not be read';
  const { statusCode } = last;
  if (statusCode === undefined) return 'the model could not be reached';
  if (statusCode === 401 || statusCode === 403) return `the provider refused the key (HTTP ${statusCode})`;
  if (statusCode === 404) return 'the provider knows no such model or address (HTTP 404)';
  if (statusCode === 429) return 'the provider limits the rate or the budget (HTTP 429)';
  return `the provider answered with HTTP ${statusCode}`;
};
