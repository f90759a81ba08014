import { type Complaint, refusal } from "@crosstilt/core";

/** How numbers are written as text: what stands before their fraction, and between groups of three digits. */
export interface NumberFormat {
  readonly decimal: "." | ",";
  readonly thousands?: string;
}

const POINT: NumberFormat = { decimal: ".", thousands: "," };
const COMMA: NumberFormat = { decimal: ",", thousands: "." };

/** Between digits in groups of three, these are nothing else: spaces that do not break, and apostrophes. */
const GROUP_SPACE = /(\d)[\u00a0\u2007\u2009\u202f'’](?=\d{3}(?!\d))/g;
const UNIT = /^([+-]?)\s*([$€£¥₹]?)\s*([+-]?[\d.,].*?)\s*([%$€£¥₹]?)$/;

/** A number with the unit that it was written with: `%`, a currency or nothing. */
export interface TextNumber {
  readonly value: number;
  readonly unit: string;
}

/**
 * The number that a text is in a format, undefined for any other text; `12%` is 0.12. Minus signs may be U+2212, digits of
 * full width.
 *
 * @example
 * parseNumber("−1.234,5", { decimal: ",", thousands: "." }); // { value: -1234.5, unit: "" }
 */
export function parseNumber(text: string, format: NumberFormat): TextNumber | undefined {
  const plain = plainText(text);
  const direct = numberIn(plain, format);
  if (direct !== undefined) return { value: direct, unit: "" };
  const [, sign, before, digits, after] = UNIT.exec(plain) ?? [];
  if (digits === undefined || (before === "") === (after === "")) return undefined;
  const value = numberIn(sign + digits, format);
  const unit = before! || after!;
  return value === undefined ? undefined : { value: unit === "%" ? value / 100 : value, unit };
}

function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  if (/^[\x00-\x7f]*$/.test(text) && !text.includes("'")) return text.trim();
  return text.replace(GROUP_SPACE, "$1").normalize("NFKC").replaceAll("\u2212", "-").trim();
}

const plainNumbers = {
  ".": /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  ",": /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i,
};

function numberIn(text: string, { decimal, thousands }: NumberFormat): number | undefined {
  if (plainNumbers[decimal].test(text)) return Number(decimal === "," ? text.replace(",", ".") : text);
  if (thousands === undefined || !text.includes(thousands)) return undefined;
  const [whole, ...fraction] = text.split(decimal);
  const groups = whole!.split(thousands);
  const grouped = /^[+-]?[1-9]\d{0,2}$/.test(groups[0]!) && groups.slice(1).every((group) => /^\d{3}$/.test(group));
  if (!grouped || fraction.length > 1 || !/^\d*$/.test(fraction[0] ?? "")) return undefined;
  return Number(`${groups.join("")}.${fraction[0] ?? ""}`);
}

/** What texts say about the format of their numbers. */
interface Evidence {
  /** A text that is a number only with a point before its fraction, and its place. */
  point?: string;
  comma?: string;
  /** `1,234`, which is a thousand or one and a quarter. */
  unclear?: string;
  /** `1.234`, which is taken for one and a quarter unless other numbers say otherwise. */
  dotted?: string;
}

/**
 * The format of the numbers in a file from its columns of text, and whether anything said so; a column counts in which most
 * texts are numbers in some format. Refuses files in which `.` and `,` are used both ways, and those where `1,234` may be both.
 */
export function numberFormatOf(
  path: string,
  columns: Iterable<readonly unknown[]>,
  given: Partial<NumberFormat>,
): { readonly format: NumberFormat; readonly settled: boolean } {
  if (given.decimal !== undefined) {
    const { thousands = given.decimal === "," ? "." : "," } = given;
    return { format: { decimal: given.decimal, thousands }, settled: true };
  }
  if (given.thousands !== undefined)
    return { format: { decimal: given.thousands === "." ? "," : ".", thousands: given.thousands }, settled: true };
  const found: Evidence = {};
  for (const cells of columns) gather(cells, found);
  const { point, comma, unclear, dotted } = found;
  if (point !== undefined && comma !== undefined) throw refusal(bothWays(path, point, comma));
  if (point === undefined && comma === undefined && unclear !== undefined)
    throw refusal(bothWays(path, unclear, dotted ?? unclear));
  if (comma !== undefined) return { format: COMMA, settled: true };
  return { format: point === undefined ? { decimal: "." } : POINT, settled: (point ?? dotted) !== undefined };
}

const bothWays = (path: string, one: string, other: string): Complaint => ({
  argument: path,
  expected: "numbers with the same decimal sign in all columns",
  received: one === other ? `"${one}", which may be two numbers` : `"${one}" and "${other}"`,
  remedy: 'Say which it is: decimal: "," or decimal: "."; or read a column as words: kinds: { "…": "categorical" }',
});

function gather(cells: readonly unknown[], found: Evidence): void {
  const texts = cells.filter((cell): cell is string => typeof cell === "string" && /[.,]/.test(cell));
  const own: Evidence = {};
  let numbers = 0;
  for (const text of texts) {
    const [point, comma] = [parseNumber(text, POINT), parseNumber(text, COMMA)];
    if (!point && !comma) continue;
    numbers += 1;
    if (!comma) own.point ??= text.trim();
    else if (!point) own.comma ??= text.trim();
    else if (point.value === comma.value) continue;
    else if (text.includes(",")) own.unclear ??= text.trim();
    else own.dotted ??= text.trim();
  }
  if (numbers > 0 && 2 * numbers >= texts.length) Object.assign(found, { ...own, ...found });
}
