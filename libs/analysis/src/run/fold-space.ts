/** A text with each stretch of white space as one space, and none around it. Most are so already: that is seen sooner than a new one is made. */
export const foldSpace = (text: string): string => {
  const inner = text.trim();
  return inner.includes('  ') || /[^\S ]/.test(inner) ? inner.replace(/\s+/g, ' ') : inner;
};
