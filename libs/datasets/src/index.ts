/** Data sets: cases to run an agent on, and what came of them. */
export { isSameJson } from './rules/is-same-json';
export { textSimilarity } from './rules/text-similarity';
export { withinTime } from './schemas/within-time';
