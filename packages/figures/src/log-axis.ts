const LOG10 = "log(datum.value) / LN10";
const EXPONENT = `round(${LOG10})`;
const IS_POWER = `abs(${LOG10} - ${EXPONENT}) < 1e-6`;
const POWER = `'10' + (${EXPONENT} < 0 ? '⁻' : '') + slice('⁰¹²³⁴⁵⁶⁷⁸⁹', abs(${EXPONENT}), abs(${EXPONENT}) + 1)`;
const DIGIT = `round(datum.value / pow(10, floor(${LOG10} + 1e-6)))`;
const MARGIN = 1.2;

/** The ends of a logarithmic axis: a little beyond the values. */
export function logDomain(values: readonly number[]): [number, number] {
  return [Math.min(...values) / MARGIN, Math.max(...values) * MARGIN];
}

/** Grid lines at powers of ten only, and only these have labels, with 2 and 5 when there are few; far from 1 as powers. */
export function logAxis([low, high]: readonly [number, number]) {
  const digits = Math.log10(high / low) < 2.5 ? "[1, 2, 5]" : "[1]";
  const label = `${IS_POWER} && abs(${EXPONENT}) > 2 && abs(${EXPONENT}) < 10 ? ${POWER} : format(datum.value, '~g')`;
  return {
    tickCount: 5,
    gridOpacity: { condition: { test: IS_POWER, value: 1 }, value: 0 },
    labelExpr: `indexof(${digits}, ${DIGIT}) < 0 ? '' : ${label}`,
  };
}
