/** FNV-1a over 32-bit words, then the finaliser of MurmurHash3, so that near inputs fall apart. */
function hashWords(words: Iterable<number>, seed: number): number {
  let value = seed;
  for (const word of words) value = mix(Math.imul(value ^ word, 0x01000193));
  return mix(value) >>> 0;
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const FIRST = 0x811c9dc5;
const SECOND = 0x2545f491;

/** A number in [0, 1) that depends on nothing but the text. */
export function hashText(text: string): number {
  return (
    hashWords(
      Array.from(text, (character) => character.codePointAt(0)!),
      FIRST,
    ) /
    2 ** 32
  );
}

/** 64 bits of the bits of a row, as text: equal rows have equal ones, and different rows practically never. */
export function hashRow(row: Float32Array): string {
  const words = new Uint32Array(row.buffer, row.byteOffset, row.length);
  return `${hashWords(words, FIRST)}-${hashWords(words, SECOND)}`;
}
