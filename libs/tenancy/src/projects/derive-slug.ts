import { isUuid } from '@debrief/kernel';

const maxLength = 60;

/**
 * A name as it may stand in a URL: ASCII letters and digits, the rest one `-`. Never empty and never of a UUID's form, since
 * a path takes a project's id or its slug.
 */
export const deriveSlug = (name: string): string => {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
  if (slug === '') return 'project';
  return isUuid(slug) ? `p-${slug}` : slug;
};

/** The slug itself, or with the lowest number from 2 up that makes it differ from all that are taken. */
export const decideSlug = (slug: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(slug)) return slug;
  for (let number = 2; ; number += 1) {
    const candidate = `${slug}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
};
