/** What is read of a message: a claim stands near its beginning. */
const looked = 1_500;

const results =
  /\b(done|success(fully)?|completed?|finished|all (tests )?pass(ed|es|ing)?|works? (now|correctly|as expected)|fixed|verified)\b/i;
const deeds =
  /\b(booked|cancell?ed|charged|confirmed|created|deleted|ordered|paid|placed|processed|refunded|removed|saved|scheduled|sent|submitted|updated)\b/i;
const admits =
  /\b(fail(s|ed|ing|ure)?|error|could not|couldn't|unable|did not|didn't|not (able|working|complete)|unfortunately|however)\b/i;

/** Whether a message claims success without a word about a failure. */
export const claimsSuccess = (text: string): boolean => claims(text, [results]);

/** As `claimsSuccess`, also by what it says was done. */
export const claimsDeed = (text: string): boolean => claims(text, [results, deeds]);

const claims = (text: string, patterns: readonly RegExp[]): boolean => {
  const says = text.slice(0, looked);
  return patterns.some((pattern) => pattern.test(says)) && !admits.test(says);
};
