/** Whether an artifact's URL is asked for as JSON (native.md §7): a browser, which takes HTML or anything, is redirected. */
export const wantsJson = (format: string | undefined, accept: string | undefined): boolean => {
  if (format === 'json') return true;
  const types = (accept ?? '').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase());
  return types.includes('application/json') && !types.includes('text/html') && !types.includes('*/*');
};
