/** What a file says of a variable: text, a number or several. */
export type Attribute = string | number | readonly number[];

/** Looks up an attribute of a variable. */
type Attributes = (name: string) => Attribute | undefined;

/** What the library of NetCDF writes where nothing was written. */
const FILL = 9.969209968386869e36;

/** The numbers of an attribute, of which there may be several. */
const numbersIn = (attribute: Attributes, name: string): number[] => [attribute(name) ?? []].flat().map(Number);

/** `value · scale_factor + add_offset`, and NaN for whatever the file calls missing or invalid, which it does in packed values. */
export function unpacked(values: Float64Array, attribute: Attributes): Float64Array {
  const [scale = 1] = numbersIn(attribute, "scale_factor");
  const [offset = 0] = numbersIn(attribute, "add_offset");
  const missing = new Set([...numbersIn(attribute, "_FillValue"), ...numbersIn(attribute, "missing_value")]);
  const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = validRange(attribute);
  return values.map((value) => {
    const valid = value >= low && value <= high && !missing.has(value) && Math.abs(value) < FILL * 0.999;
    return valid ? value * scale + offset : Number.NaN;
  });
}

function validRange(attribute: Attributes): (number | undefined)[] {
  const range = numbersIn(attribute, "valid_range");
  if (range.length === 2) return range;
  return [numbersIn(attribute, "valid_min")[0], numbersIn(attribute, "valid_max")[0]];
}
