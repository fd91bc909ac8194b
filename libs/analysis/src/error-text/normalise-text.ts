import { messageOf } from './message-of';
import { replaceQuotes } from './replace-quotes';
import { normaliseWord } from './normalise-word';

/** More of an error text is not looked at: bounds the work whatever a run holds. */
const maxInput = 4_000;
const maxOutput = 200;

/** A list of places says no more than one, however long it is. */
const lists = /(<(?:addr|path|text|n)>)(?:,? \1|,\1)+/g;

/**
 * An error text without what differs from run to run (native.md §9): lower-case; e-mail, IP and URL addresses, uuids and hex, paths,
 * quoted text and numbers replaced; 200 characters. Texts of one template become one text, those of two stay two. Linear.
 */
export const normaliseText = (text: string): string => {
  const message = replaceQuotes(messageOf(text.slice(0, maxInput)));
  const words = message.split(/\s+/).filter((word) => word !== '');
  return words.map(normaliseWord).join(' ').replace(lists, '$1').slice(0, maxOutput);
};
