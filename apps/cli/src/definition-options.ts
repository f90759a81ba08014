import { expectation, type OptionSchema, type OptionSpec, parseOption } from "@crosstilt/core";
import { type Command, InvalidArgumentError, Option } from "commander";

/** `lambdaU` as people type it: `lambda-u`. */
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Adds one documented, typed flag for every option of a definition; a flag that exists already serves both. */
export function addDefinitionOptions(command: Command, owner: string, schema: OptionSchema): void {
  for (const [name, spec] of Object.entries(schema)) {
    if (command.options.some((option) => option.attributeName() === name)) continue;
    const about = `${owner}: ${spec.description} (${expectation(spec)}; default: ${format(spec)})`;
    command.addOption(new Option(`--${kebab(name)} <value>`, about).argParser((text) => parse(name, spec, text)));
  }
}

/** The values given on the command line that belong to a schema. */
export function pickOptions(schema: OptionSchema, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.keys(schema).map((name) => [name, values[name]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function parse(name: string, spec: OptionSpec, text: string): unknown {
  try {
    return parseOption(name, spec, text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

const format = ({ default: value }: OptionSpec) => (Array.isArray(value) ? value.join(",") : String(value));
