/**
 * An environment as Langfuse names them (platform.md C2): lower case, at most 40 letters, digits, `-` and `_`, without leading `langfuse`
 * (its own are named so); `default` for what cannot be one.
 */
export const readEnvironment = (text: string): string => {
  const named = text.toLowerCase().replace(/^(?:langfuse)+/, '');
  return /^[a-z0-9-_]{1,40}$/.test(named) ? named : 'default';
};
