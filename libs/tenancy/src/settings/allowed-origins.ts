import { invalid } from '@debrief/kernel';

const maxOrigins = 100;
const problem = 'must be an origin such as https://app.example.com, or *';

/** Origins of pages that may report to a project, sorted and once; `*`: any. @throws INVALID naming the entry */
export const readAllowedOrigins = (field: string, value: unknown): readonly string[] => {
  if (!Array.isArray(value) || value.length > maxOrigins)
    throw invalid(field, `must be a list of at most ${maxOrigins} origins`);
  value.forEach((origin, index) => {
    if (typeof origin !== 'string' || !isOrigin(origin)) throw invalid(`${field}.${index}`, problem);
  });
  return [...new Set(value as string[])].sort();
};

const isOrigin = (text: string): boolean =>
  text === '*' || (!text.includes('*') && /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text);
