import { visible, visibleJson } from "@crosstilt/formats";

/** Writes to stdout, also where a plugin's writes are sent elsewhere. */
export const writeOut = process.stdout.write.bind(process.stdout) as (text: string) => boolean;

/** Prints one JSON object on stdout when asked for JSON, else lines for people, in which nothing acts on the terminal. */
export function print(json: boolean | undefined, object: object, lines: readonly string[]): void {
  writeOut(json ? `${visibleJson(JSON.stringify(object, nullForNaN))}\n` : `${visible(lines.join("\n"), KEPT)}\n`);
}

/** What lays out a text of several lines. */
const KEPT = "\n\t";

/** JSON has no NaN or infinity; a quantity that does not exist is null. */
function nullForNaN(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

/** A line of news on stderr. */
export function note(line: string): void {
  process.stderr.write(`${visible(line, KEPT)}\n`);
}

/** Writes to stderr, with nothing in it that acts on the terminal. */
export const writeErr = (text: string): boolean => process.stderr.write(visible(text, KEPT));
