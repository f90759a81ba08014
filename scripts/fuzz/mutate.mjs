// What happens to files: bits flip, bytes are lost, parts of others come in, lengths become absurd.

/** Numbers in [0, 1) that depend on the seed alone (xorshift). */
export function generatorOf(seed) {
  let state = (seed * 0x9e3779b1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const ABSURD = [0x7fffffff, -1, 0x10000000, 0, 0x0fffffff, 255];

/** A damaged copy of `bytes`; parts may come from `other`. */
export function mutate(bytes, other, random) {
  const below = (n) => Math.floor(random() * n);
  // Headers and footers hold what the rest depends on.
  const place = (length) => {
    const near = Math.min(length, 2048);
    return [below(length), below(near), length - 1 - below(near)][below(3)] ?? 0;
  };
  const kinds = [
    (b) => flip(b, place(b.length), below(8)),
    (b) => overwrite(b, place(b.length), below(256)),
    (b) => setLength(b, place(b.length), ABSURD[below(ABSURD.length)], random() < 0.5),
    (b) => b.slice(0, below(b.length + 1)),
    (b) => remove(b, place(b.length), 1 + below(16)),
    (b) => splice(b, place(b.length), other, below(other.length), 1 + below(64)),
  ];
  let damaged = bytes.slice();
  for (let count = 1 + below(3); count > 0 && damaged.length > 0; count--)
    damaged = kinds[below(kinds.length)](damaged);
  return damaged;
}

function flip(bytes, at, bit) {
  bytes[at] ^= 1 << bit;
  return bytes;
}

function overwrite(bytes, at, value) {
  bytes[at] = value;
  return bytes;
}

function setLength(bytes, at, value, little) {
  if (at + 4 <= bytes.length) new DataView(bytes.buffer, bytes.byteOffset).setInt32(at, value, little);
  return bytes;
}

function remove(bytes, at, count) {
  const rest = bytes.subarray(at + count);
  const shorter = new Uint8Array(at + rest.length);
  shorter.set(bytes.subarray(0, at));
  shorter.set(rest, at);
  return shorter;
}

function splice(bytes, at, other, from, count) {
  bytes.set(other.subarray(from, from + Math.min(count, bytes.length - at)), at);
  return bytes;
}
