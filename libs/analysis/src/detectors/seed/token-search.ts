/** A state of the automaton: where the next character leads, and from where to go on when it leads nowhere. */
interface State {
  readonly next: Map<number, State>;
  fallback: State | null;
  isEnd: boolean;
}

const newState = (): State => ({ next: new Map(), fallback: null, isEnd: false });

/**
 * Whether a text contains one of the tokens, in one pass over it however many they are (Aho and Corasick, 1975): a search for each would cost
 * texts times tokens, and both come from outside.
 */
export const tokenSearch = (tokens: readonly string[]): ((text: string) => boolean) => {
  const root = newState();
  for (const token of tokens) addToken(root, token);
  linkFallbacks(root);
  return (text) => {
    let state = root;
    for (let index = 0; index < text.length; index += 1) {
      state = step(root, state, text.charCodeAt(index));
      if (state.isEnd) return true;
    }
    return false;
  };
};

const addToken = (root: State, token: string): void => {
  let state = root;
  for (let index = 0; index < token.length; index += 1) {
    const code = token.charCodeAt(index);
    const next = state.next.get(code) ?? newState();
    state.next.set(code, next);
    state = next;
  }
  if (state !== root) state.isEnd = true;
};

const step = (root: State, from: State, code: number): State => {
  for (let state: State | null = from; state; state = state.fallback) {
    const next = state.next.get(code);
    if (next) return next;
  }
  return root;
};

/** Breadth first, so that a state's fallback, which is nearer to the root, is linked before it. */
const linkFallbacks = (root: State): void => {
  const queue = [root];
  // The queue grows while it is walked.
  for (const state of queue)
    for (const [code, next] of state.next) {
      next.fallback = state.fallback ? step(root, state.fallback, code) : root;
      next.isEnd ||= next.fallback.isEnd;
      queue.push(next);
    }
};
