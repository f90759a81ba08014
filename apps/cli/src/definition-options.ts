import { expectation, type OptionSchema, type OptionSpec, parseOption, refusal } from "@crosstilt/core";
import { type Command, InvalidArgumentError, Option } from "commander";

/** `lambdaU` as people type it: `lambda-u`. */
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Flags that every command gets when it is put together. */
const common = ["help", "verbose", "version"];

/** The flags that stand for options of definitions. */
const definitionFlags = new WeakSet<Option>();

/**
 * Adds one documented, typed flag for every option of a definition; one flag serves two definitions with an option of the
 * same name. Refuses options that would take the command's own flags.
 */
export function addDefinitionOptions(command: Command, owner: string, schema: OptionSchema): void {
  for (const [name, spec] of Object.entries(schema)) {
    const present = command.options.find((option) => option.attributeName() === name);
    if (common.includes(name) || (present && !definitionFlags.has(present))) throw flagTaken(command, owner, name);
    if (present) continue;
    const about = `${owner}: ${spec.description} (${expectation(spec)}; default: ${format(spec)})`;
    const flag = new Option(`--${kebab(name)} <value>`, about).argParser((text) => parse(name, spec, text));
    definitionFlags.add(flag);
    command.addOption(flag);
  }
}

const flagTaken = (command: Command, owner: string, name: string): Error =>
  refusal({
    argument: `${owner} option "${name}"`,
    expected: "a name that crosstilt does not use itself",
    received: `the flag --${kebab(name)} of crosstilt ${command.name()}`,
    remedy: "Rename the option in the plugin",
  });

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
