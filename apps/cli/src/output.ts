/** Writes to stdout, also where a plugin's writes are sent elsewhere. */
export const writeOut = process.stdout.write.bind(process.stdout) as (text: string) => boolean;

/** Prints one JSON object on stdout when asked for JSON, else lines for people. */
export function print(json: boolean | undefined, object: object, lines: readonly string[]): void {
  writeOut(json ? `${JSON.stringify(object, nullForNaN)}\n` : `${lines.join("\n")}\n`);
}

/** JSON has no NaN or infinity; a quantity that does not exist is null. */
function nullForNaN(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

/** A line of news on stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
