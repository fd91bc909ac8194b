/** Kernel: the words that every part speaks (scope, errors, ids, JSON). Owns no state and imports no other part. */
export * from './column-text';
export * from './domain-error';
export * from './ids';
export * from './json';
export * from './parse-json';
export * from './scope';
