/** Controls of terminals, marks that turn the direction of text, and separators of lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are looked for
const HIDDEN = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text with every character that would act on a terminal, rather than be seen, as an escape: `\x1b`, `\u202e`. Those in `keep`
 * stay, such as line breaks.
 *
 * @example
 * visible("a\u001b[2Jb"); // "a\\x1b[2Jb"
 */
export const visible = (text: string, keep = ""): string =>
  text.replace(HIDDEN, (character) => {
    if (keep.includes(character)) return character;
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
  });

/** JSON in which these characters, of which its writer leaves some, stand as its own escapes. */
export const visibleJson = (json: string): string =>
  json.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
