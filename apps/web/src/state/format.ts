/** A number with a true minus sign, so that columns align. */
export const decimal = (value: number, digits = 2): string => {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
};

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A positive quantity of any size in about three digits: `0.0142`, `3.1 × 10⁻⁶`; differences at rounding level count as 0. */
export function compact(value: number): string {
  if (Math.abs(value) < 1e-12) return "0";
  if (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5) return decimal(Number(value.toPrecision(3)), digitsOf(value));
  const [mantissa, exponent] = value.toExponential(1).split("e");
  const digits = String(Math.abs(Number(exponent)));
  const raised = [...digits].map((digit) => superscripts[Number(digit)]).join("");
  return `${mantissa!.replace("-", "−")} × 10${Number(exponent) < 0 ? "⁻" : ""}${raised}`;
}

const digitsOf = (value: number): number => Math.max(0, Math.min(5, 2 - Math.floor(Math.log10(Math.abs(value)))));

/** A whole number with thin spaces between thousands. */
export const whole = (value: number): string => Math.round(value).toLocaleString("en").replaceAll(",", "\u202f");
