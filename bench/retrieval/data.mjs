/** Unit rows around random centres, `[rows, dimension]`: the same centres for every seed. */
export function clusteredRows({ rows, dimension, clusters, seed }) {
  const spread = 0.7;
  const centre = stream(12345);
  const centres = Float32Array.from({ length: clusters * dimension }, centre);
  const noise = stream(seed * 7919);
  const data = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row++) {
    const from = Math.floor((noise() * 0.5 + 0.5) * clusters) * dimension;
    let square = 0;
    for (let j = 0; j < dimension; j++) {
      const value = centres[from + j] + spread * noise();
      data[row * dimension + j] = value;
      square += value * value;
    }
    const scale = 1 / Math.sqrt(square);
    for (let j = 0; j < dimension; j++) data[row * dimension + j] *= scale;
  }
  return data;
}

/** Uniform numbers in [-1, 1) (mulberry32): fast, for hundreds of millions of them. */
function stream(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}
