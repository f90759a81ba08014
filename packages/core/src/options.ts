import { demand, describe } from "./errors.js";
import type { Kernel } from "./kernel.js";
import { suggest } from "./suggest.js";

interface OptionBase<T> {
  readonly default: T;
  readonly description: string;
}

/** A number in a closed range; `keywords` are words accepted in its place (`"learned"`, `"median"`). */
export interface NumberOption extends OptionBase<number | string> {
  readonly type: "number";
  readonly integer?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Exclusive lower bound, for quantities that must stay positive. */
  readonly above?: number;
  readonly keywords?: readonly string[];
}
export interface BooleanOption extends OptionBase<boolean> {
  readonly type: "boolean";
}
export interface ChoiceOption extends OptionBase<string> {
  readonly type: "choice";
  readonly choices: readonly string[];
  /** The choices are names of such parts; a part itself is accepted too, and those of plugins by name. */
  readonly part?: "kernel";
}
/** Any text, such as a folder; the empty text when nothing is given. */
export interface StringOption extends OptionBase<string> {
  readonly type: "string";
}
export interface NumbersOption extends OptionBase<readonly number[]> {
  readonly type: "numbers";
}

/** One option of a loss, metric, encoder or dataset, declared once as data for code, CLI, docs and web. */
export type OptionSpec = NumberOption | BooleanOption | ChoiceOption | StringOption | NumbersOption;
export type OptionSchema = Readonly<Record<string, OptionSpec>>;

type OptionValue<S extends OptionSpec> = S extends { type: "number"; keywords: readonly (infer K)[] }
  ? number | K
  : S extends { type: "number" }
    ? number
    : S extends { type: "boolean" }
      ? boolean
      : S extends { type: "choice"; choices: readonly (infer C)[]; part: "kernel" }
        ? C | Kernel
        : S extends { type: "choice"; choices: readonly (infer C)[] }
          ? C
          : S extends { type: "string" }
            ? string
            : readonly number[];

/** The values a schema describes. */
export type OptionValues<S extends OptionSchema> = { readonly [K in keyof S]: OptionValue<S[K]> };

/**
 * Given options completed by defaults; unknown names and impossible values are refused.
 *
 * @example
 * resolveOptions("clip", { margin: { type: "number", default: 0.2, description: "gap" } }, {}); // { margin: 0.2 }
 */
export function resolveOptions<S extends OptionSchema>(
  owner: string,
  schema: S,
  given: Partial<OptionValues<S>> = {},
): OptionValues<S> {
  for (const name of Object.keys(given)) {
    demand(Object.hasOwn(schema, name), () => ({
      argument: `${owner} option "${name}"`,
      expected: Object.keys(schema).length > 0 ? "a known option" : "no options",
      received: `"${name}"`,
      remedy: suggest(name, Object.keys(schema)),
    }));
  }
  const values = Object.entries(schema).map(([name, spec]) => {
    const value = given[name] ?? spec.default;
    demand(optionAccepts(spec, value), () => ({
      argument: `${owner} option "${name}"`,
      expected: expectation(spec),
      received: describe(value),
    }));
    return [name, value];
  });
  return Object.fromEntries(values) as OptionValues<S>;
}

/** The option's permitted values in words. */
export function expectation(spec: OptionSpec): string {
  if (spec.type === "boolean") return "true or false";
  if (spec.type === "choice") return `${spec.part ? `a ${spec.part}: ` : ""}one of ${spec.choices.join(", ")}`;
  if (spec.type === "numbers") return "a list of numbers";
  if (spec.type === "string") return "text";
  const kind = spec.integer ? "an integer" : "a number";
  const bounds = [
    spec.minimum !== undefined ? ` >= ${spec.minimum}` : "",
    spec.above !== undefined ? ` > ${spec.above}` : "",
    spec.maximum !== undefined ? ` <= ${spec.maximum}` : "",
  ].filter(Boolean);
  const words = (spec.keywords ?? []).map((word) => ` or "${word}"`).join("");
  return `${kind}${bounds.join(" and")}${words}`;
}

/**
 * The value a command line's or form's text stands for; refuses text that the option cannot mean.
 *
 * @example
 * parseOption("margin", { type: "number", default: 0.2, description: "gap" }, "0.3"); // 0.3
 */
export function parseOption(name: string, spec: OptionSpec, text: string): unknown {
  const value = interpret(spec, text.trim());
  demand(optionAccepts(spec, value), () => ({
    argument: `option "${name}"`,
    expected: expectation(spec),
    received: `"${text}"`,
  }));
  return value;
}

function interpret(spec: OptionSpec, text: string): unknown {
  if (spec.type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (spec.type === "choice" || spec.type === "string" || text === "") return text;
  if (spec.type === "numbers") return text.split(",").map(Number);
  return spec.keywords?.includes(text) ? text : Number(text);
}

/** Whether an option may have this value. */
export function optionAccepts(spec: OptionSpec, value: unknown): boolean {
  if (spec.type === "boolean") return typeof value === "boolean";
  if (spec.type === "choice") return spec.choices.includes(value as string) || isPart(spec, value);
  if (spec.type === "numbers") return Array.isArray(value) && value.every(Number.isFinite);
  if (spec.type === "string") return typeof value === "string";
  if (typeof value === "string") return spec.keywords?.includes(value) ?? false;
  return typeof value === "number" && Number.isFinite(value) && inRange(spec, value);
}

function isPart({ part }: ChoiceOption, value: unknown): boolean {
  return part !== undefined && (value as { kind?: unknown } | null)?.kind === part;
}

function inRange(spec: NumberOption, value: number): boolean {
  return (
    (!spec.integer || Number.isInteger(value)) &&
    value >= (spec.minimum ?? Number.NEGATIVE_INFINITY) &&
    value <= (spec.maximum ?? Number.POSITIVE_INFINITY) &&
    value > (spec.above ?? Number.NEGATIVE_INFINITY)
  );
}
