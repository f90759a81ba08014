/** Stand for nothing in every column: what spreadsheets, databases and table libraries write where there is no value. */
const NEVER_WORDS = new Set(["", "#N/A", "#N/A N/A", "#NA", "<NA>", "\\N", "-1.#IND", "1.#IND", "-1.#QNAN", "1.#QNAN"]);

/** Stand for a missing number; among words they are words, such as `NA` for Namibia. */
const NO_NUMBER = /^(na|n\/a|[+-]?nan|null|none|nil|[+-]?inf(inity)?|\.|\?|-{1,3})$/i;

/** Whether a text is a missing value in every column. */
export const isMissing = (text: string, missingWords: readonly string[] = []): boolean =>
  NEVER_WORDS.has(text) || missingWords.includes(text);

/** Whether a text stands for a missing number. */
export const isNoNumber = (text: string): boolean => NO_NUMBER.test(text);
