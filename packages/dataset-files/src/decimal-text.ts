import { hexOf } from "@crosstilt/formats";

/**
 * A decimal of so many units of 10^-scale, with all its digits: an integer without a fraction, otherwise text.
 *
 * @example
 * decimalCell(-1250n, 2); // "-12.50"
 */
export function decimalCell(units: bigint, scale: number): bigint | string {
  if (scale <= 0) return units * 10n ** BigInt(-scale);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The integer that big-endian bytes of two's complement are. */
export function integerOfBytes(bytes: Uint8Array): bigint {
  const hex = hexOf(bytes);
  return hex === "" ? 0n : BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`));
}
