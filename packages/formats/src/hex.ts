/**
 * Bytes as two hexadecimal digits each.
 *
 * @example
 * hexOf(Uint8Array.of(147, 78), " "); // "93 4e"
 */
export const hexOf = (bytes: Uint8Array, between = ""): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(between);
