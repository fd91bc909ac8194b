import { toColumnText } from '@debrief/kernel';

/** Masks the secrets in a text. */
export type MaskText = (text: string) => string;

/** What is read of an answer: more than is kept, so that the cut falls on no secret before it is masked. */
export const maxAnswerBytes = 4_096;
const maxExcerptBytes = 1_024;

/** The beginning of an answer, for whoever looks why a delivery failed: masked, then cut to 1 KiB of UTF-8. Null: it was empty. */
export const takeExcerpt = (body: Buffer, mask: MaskText): string | null => {
  if (body.length === 0) return null;
  const masked = Buffer.from(toColumnText(mask(body.toString('utf8'))));
  const cut = masked.subarray(0, maxExcerptBytes);
  // `stream` holds back a character that the cut went through.
  return new TextDecoder().decode(cut, { stream: masked.length > maxExcerptBytes });
};
