/** What spreadsheets take for the start of a formula, also in full width; TAB, CR and LF let one begin behind them. */
const formula = /^ *[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** A text cell that no spreadsheet runs (sessions.md §8): one that would begin a formula gets a leading `'`. */
export const guardFormula = (text: string): string => (formula.test(text) ? `'${text}` : text);
