const months = 'january february march april may june july august september october november december'.split(' ');
const isoDate = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]|$)/;

/** Whether a text's words name the day of an ISO date: `1st to the 5th of May 2024` names 2024-05-05. */
export const namesDate = (words: ReadonlySet<string>, date: string): boolean => {
  const parts = isoDate.exec(date);
  if (!parts) return false;
  const [, year = '', monthNumber = '', dayText = ''] = parts;
  const month = months[Number(monthNumber) - 1];
  const day = String(Number(dayText));
  const isDay = ['', 'st', 'nd', 'rd', 'th'].some((ending) => words.has(day + ending));
  return month !== undefined && isDay && words.has(year) && (words.has(month) || words.has(month.slice(0, 3)));
};
