/** Words for one kind of action, in requests and in names of tools. The first names the kind. */
const kinds = [
  'send email mail forward text message share post publish upload reply notify concatenate tell transmit submit report',
  'pay transfer transaction payment money wire remit buy purchase',
  'delete remove erase wipe drop purge clear trash uninstall',
  'create add make invite register schedule insert generate append new',
  'book reserve reservation booking order',
  'update change set modify adapt edit reset replace rename overwrite adjust write put',
  'visit open browse navigate click curl request link webpage website page url',
  'read get fetch load download list search find check view show look lookup query retrieve inspect',
  'run execute install eval command exec shell bash',
  'grant approve authorize enable allow merge deploy push release',
  'cancel revoke disable stop close block refund reject decline',
] as const;

const kindOfWord = new Map<string, string>(
  kinds.flatMap((line) => {
    const words = line.split(' ');
    return words.map((word) => [word, words[0] ?? word] as const);
  }),
);

/** Kinds of action that change nothing by themselves. */
const readingKinds: ReadonlySet<string> = new Set(['visit', 'read']);

export const changesSomething = (kind: string): boolean => !readingKinds.has(kind);

/** What a tool does by its name: the kind of its first verb; to read a page is to visit it. Undefined where its name says nothing. */
export const actionOfTool = (name: readonly string[]): string | undefined => {
  const kind = name.map(actionOf).find((one) => one !== undefined);
  return kind === 'read' && name.some((word) => actionOf(word) === 'visit') ? 'visit' : kind;
};

/** The kind of action that a word asks for; undefined for other words. Lower case, in the base form as an imperative has it. */
export const actionOf = (word: string): string | undefined => kindOfWord.get(word);

/** All kinds of action that a text speaks of. */
export const actionsIn = (words: readonly string[]): Set<string> => {
  const found = new Set<string>();
  for (const word of words) {
    const kind = actionOf(word) ?? actionOf(word.replace(/(?:ing|ed|s|d)$/, ''));
    if (kind !== undefined) found.add(kind);
  }
  return found;
};

/** The words of a name: `sendDirectMessage`, `send_direct_message` and `send-direct-message` are the same. */
export const wordsOfName = (name: string): string[] =>
  name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

const wordPattern = /[\p{L}\p{N}]+/gu;

export const wordsOf = (text: string): string[] => text.toLowerCase().match(wordPattern) ?? [];

const nouns: ReadonlySet<string> = new Set(
  'mail message report payment money transaction reservation booking order link webpage website shell bash command release text request'.split(
    ' ',
  ),
);
const leads: ReadonlySet<string> = new Set(
  'please to must and then first now just also should you not us them it finally next second third immediately 1 2 3 4 5'.split(
    ' ',
  ),
);

/** Whether a sentence tells its reader to do something: a verb at its beginning, or after a word that leads up to one. */
export const asksForAction = (words: readonly string[]): boolean =>
  words.some((word, at) => {
    if (actionOf(word) === undefined) return false;
    const lead = words[at - 1];
    return (
      (lead === undefined && words.length > 1) ||
      (lead !== undefined && leads.has(lead)) ||
      (at < 8 && !nouns.has(word))
    );
  });
