/** A commit's id as git writes it, whole (SHA-1 or SHA-256) or its beginning of 7 digits at least; undefined for any other text. */
export const readCommitSha = (text: string): string | undefined => {
  const sha = text.trim().toLowerCase();
  return /^[0-9a-f]{7,64}$/.test(sha) ? sha : undefined;
};

/** As `readCommitSha`, where any text is taken: what is no commit's id stays as it was sent. */
export const toCommitSha = (text: string): string => readCommitSha(text) ?? text.trim();

/** Whether it is whole: only then it can be fetched by it. */
export const isWholeSha = (sha: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha);

/** The text right after all that begin with this one, in the order of bytes: `~` sorts after every hex digit. */
export const afterPrefix = (prefix: string): string => `${prefix}~`;
