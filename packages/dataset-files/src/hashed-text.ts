/** Coordinates of a text. */
export const TEXT_DIMENSION = 1024;

/** Characters of a word that are taken together. */
const GRAMS = [2, 3, 4];

/** How many of some texts have something in each coordinate; plain data, to be kept with a model. */
export interface TextFrequencies {
  readonly texts: number;
  /** `[1024]` */
  readonly counts: readonly number[];
}

/**
 * Words and the runs of 2 to 4 characters in them, as numbers of 32 bits, and how often each occurs. Letters, marks and digits of any
 * script make words; case and the ways to compose a letter do not matter.
 */
function tokensOf(text: string): Map<number, number> {
  const found = new Map<number, number>();
  const add = (token: number) => found.set(token, (found.get(token) ?? 0) + 1);
  for (const [word] of text
    .normalize("NFC")
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    add(hashOf(word, 0));
    const characters = [" ", ...word, " "];
    for (const n of GRAMS)
      for (let at = 0; at + n <= characters.length; at++) add(hashOf(characters.slice(at, at + n).join(""), n));
  }
  return found;
}

/** FNV-1a of what kind of token it is and its characters, mixed as the last step of MurmurHash3 does. */
function hashOf(token: string, kind: number): number {
  let hash = 0x811c9dc5 ^ kind;
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const coordinateOf = (token: number): number => token % TEXT_DIMENSION;

/** In how many texts each coordinate occurs. */
export function textFrequencies(texts: Iterable<string>): TextFrequencies {
  const counts = new Array<number>(TEXT_DIMENSION).fill(0);
  let count = 0;
  for (const text of texts) {
    count += 1;
    for (const at of new Set([...tokensOf(text).keys()].map(coordinateOf))) counts[at]! += 1;
  }
  return { texts: count, counts };
}

/** The frequencies of two sets of texts together. */
export const addFrequencies = (a: TextFrequencies, b: TextFrequencies): TextFrequencies => ({
  texts: a.texts + b.texts,
  counts: a.counts.map((count, i) => count + b.counts[i]!),
});

/**
 * Writes a text as numbers, `[1024]` from `at` on: each word and run of characters has a coordinate and a sign by its hash, and adds
 * `(1 + log tf) · idf` with `idf = log((1 + N)/(1 + df)) + 1`; the whole has length one, that of a text without letters and digits zero.
 */
export function writeText(text: string, { texts, counts }: TextFrequencies, target: Float64Array, at: number): void {
  const row = target.subarray(at, at + TEXT_DIMENSION).fill(0);
  for (const [token, times] of tokensOf(text)) {
    const j = coordinateOf(token);
    const idf = Math.log((1 + texts) / (1 + counts[j]!)) + 1;
    row[j]! += (token & 0x80000000 ? -1 : 1) * (1 + Math.log(times)) * idf;
  }
  const length = Math.hypot(...row);
  if (length > 0) for (let j = 0; j < TEXT_DIMENSION; j++) row[j]! /= length;
}
