import { invalid } from '@debrief/kernel';

/**
 * A name of a workspace, project or key: 1–128 characters after trimming, none a control character.
 * @throws INVALID on `field`
 */
export const toName = (field: string, value: string): string => {
  const name = value.trim();
  const length = [...name].length;
  if (length < 1 || length > 128) throw invalid(field, 'must have 1 to 128 characters');
  if (/\p{Cc}|\p{Cs}/u.test(name)) throw invalid(field, 'must not hold control characters');
  return name;
};
