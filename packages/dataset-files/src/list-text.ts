import { DEEPEST } from "./nested-list.js";

const OPENING = "[({";
const CLOSING = "])}";
const TOKEN = /[^\s,;[\](){}]+/y;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NO_NUMBER = /^(nan|-nan|none|null|na|<na>|[+-]?inf(inity)?)$/i;

/** The minus sign of Unicode as that of numbers. */
const withMinus = (text: string): string => text.replaceAll("\u2212", "-");

/** A list of numbers, or of lists; null is a missing number. */
export type NumberList = readonly (number | null | NumberList)[];

/** Whether a text looks like a list of numbers, complete or not. */
export const looksLikeList = (text: string): boolean =>
  /^\s*(array|tensor)?\s*[[({][\s[({]*([-\u2212+.\d\])}]|nan|null|none|$)/i.test(text) && !/["':]/.test(text);

/** Whether a text is several numbers without brackets, such as `0.5 1.5 2`. */
export const isBareList = (text: string): boolean => bareTokens(text).length > 1;

const bareTokens = (text: string): string[] => {
  const tokens = withMinus(text)
    .trim()
    .split(/\s*[;,]\s*|\s+/);
  return tokens.every((token) => NUMBER.test(token)) ? tokens : [];
};

/**
 * The list that a text stands for: JSON, a list or tuple of Python, an array as NumPy or PyTorch print it (`[ 0.1 -0.2 ]`,
 * `array([1., 2.])`), `{0.5,1}` of databases; several numbers without brackets where `bare`. Undefined for any other text.
 *
 * @example
 * parseList("[[1. 2.]\n [3. 4.]]"); // [[1, 2], [3, 4]]
 */
export function parseList(text: string, bare = false): NumberList | undefined {
  const [, inner] = /^\s*(?:(?:array|tensor)\s*\()?(.*?)(?:,\s*\w+=[\w.:']+\s*)*\)?\s*$/s.exec(text) ?? [];
  const called = /^\s*(array|tensor)\s*\(/.test(text);
  const content = (called ? inner! : text).trim();
  if (OPENING.includes(content[0] ?? " ")) return nestedList(content);
  return bare ? bareTokens(content).map(Number) : undefined;
}

function nestedList(text: string): NumberList | undefined {
  const open: { list: (number | null | NumberList)[]; close: string }[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text[at]!;
    const kind = OPENING.indexOf(character);
    if (kind >= 0) {
      if (open.length === DEEPEST) return undefined;
      const list: (number | null | NumberList)[] = [];
      open.at(-1)?.list.push(list);
      open.push({ list, close: CLOSING[kind]! });
      at += 1;
    } else if (CLOSING.includes(character)) {
      const closed = open.pop();
      if (closed?.close !== character) return undefined;
      at += 1;
      if (open.length === 0) return text.slice(at).trim() === "" ? closed.list : undefined;
    } else if (/[\s,;]/.test(character)) at += 1;
    else {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(text)?.[0] ?? character;
      const value = numberOrNull(token);
      if (value === undefined || open.length === 0) return undefined;
      open.at(-1)?.list.push(value);
      at += token.length;
    }
  }
  return undefined;
}

function numberOrNull(token: string): number | null | undefined {
  const plain = withMinus(token);
  if (NUMBER.test(plain)) return Number(plain);
  return NO_NUMBER.test(plain) ? null : undefined;
}
