const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** The number a 16-bit IEEE float stands for. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The nearest 16-bit IEEE float (ties to even); beyond 65520 it is infinite. */
export function toFloat16(value: number): number {
  float[0] = value;
  const sign = (word[0]! >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  const exponent = Math.max(((word[0]! >>> 23) & 0xff) - 127, -14);
  // In units of the last place; a carry into the next binade is exactly what adding to the bits does.
  const units = roundToEven(magnitude * 2 ** (10 - exponent));
  return sign | (((exponent + 14) << 10) + units);
}

/** The number a bfloat16 stands for. */
export function fromBfloat16(bits: number): number {
  word[0] = bits << 16;
  return float[0]!;
}

/** The nearest bfloat16 (ties to even). */
export function toBfloat16(value: number): number {
  float[0] = value;
  if (Number.isNaN(value)) return 0x7fc0;
  const bits = word[0]!;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const excess = value - floor;
  return excess > 0.5 || (excess === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
