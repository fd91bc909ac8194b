/** Bits: which groups of rules an attribute's name, or all names of a span, may say something to. */
export type Topics = number;

/** Stands among the names that a rule reads for whatever its span's events are called. */
export const anyEvent = '(any event)';

/** No bit stands for it: a rule that is asked of every span. */
export const everySpan: Topics = -1;

/** One sign of a number is left alone: what has 31 bits is a small integer to V8. */
const maxTopics = 30;

/** Names repeat from span to span, but senders choose them: the memo is bounded in number and in length. */
const maxRemembered = 10_000;
const maxRememberedLength = 128;

const tests: ((name: string) => boolean)[] = [];
const remembered = new Map<string, Topics>();

/**
 * Makes a topic of the attributes that some rules read, so that a span that has none of them is not asked. Topics are made while modules
 * load; a span's are found in one pass over its names.
 */
export const topicOf = (isRead: readonly string[] | RegExp): Topics => {
  if (tests.length === maxTopics) throw new Error(`more than ${maxTopics} topics`);
  if (isRead instanceof RegExp) tests.push((name) => isRead.test(name));
  else {
    const names = new Set(isRead);
    tests.push((name) => names.has(name));
  }
  remembered.clear();
  return 1 << (tests.length - 1);
};

/** The topics of an attribute's name. */
export const topicsOf = (name: string): Topics => {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  let topics = 0;
  for (let index = 0; index < tests.length; index += 1) if (tests[index]!(name)) topics |= 1 << index;
  if (remembered.size >= maxRemembered) remembered.clear();
  if (name.length <= maxRememberedLength) remembered.set(name, topics);
  return topics;
};
