import {
  type Complaint,
  describe,
  expectation,
  type OptionSchema,
  type OptionSpec,
  optionAccepts,
  suggest,
} from "@crosstilt/core";

/** What may stand at one place of a config; one declaration serves checking, defaults, flags and the JSON Schema. */
export type SchemaNode = { readonly description: string } & (
  | { readonly type: "option"; readonly spec: OptionSpec; readonly presence?: "required" | "optional" }
  /** With `choices` only those, and possibly none of them. */
  | { readonly type: "texts"; readonly presence?: "optional"; readonly choices?: readonly string[] }
  | { readonly type: "words"; readonly choices: readonly string[] }
  /** Named fields; a bare text stands for the field `shorthand`. */
  | {
      readonly type: "object";
      readonly fields: Readonly<Record<string, SchemaNode>>;
      readonly shorthand?: string;
      readonly presence?: "optional";
    }
  /** One of two objects, by whether a field is named. */
  | { readonly type: "either"; readonly field: string; readonly named: SchemaNode; readonly otherwise: SchemaNode }
  /** One of several things with options of its own: `{ name, …options }`, or the bare name. */
  | { readonly type: "part"; readonly parts: Readonly<Record<string, OptionSchema>>; readonly default: string }
);

export type ConfigPath = readonly string[];

/** Words for a place of a config: of a value, or of the name before it. */
export type PlaceOf = (path: ConfigPath, of: "value" | "name") => string;

/** Something a config may not say, and where. */
export class ConfigProblem extends Error {
  readonly path: ConfigPath;
  readonly complaint: Omit<Complaint, "argument">;
  readonly of: "value" | "name";

  constructor(path: ConfigPath, complaint: Omit<Complaint, "argument">, of: "value" | "name" = "value") {
    super(complaint.expected);
    this.of = of;
    this.path = path;
    this.complaint = complaint;
  }
}

/** The value completed by defaults. @throws {@link ConfigProblem} at the first place that is not as declared. */
export function complete(node: SchemaNode, value: unknown, path: ConfigPath = []): unknown {
  const given = value === null ? undefined : value;
  if (node.type === "option") return completeOption(node, given, path);
  if (node.type === "texts") return completeTexts(node, given, path);
  if (node.type === "words") return completeWords(node, given, path);
  if (node.type === "part") return completePart(node, given, path);
  if (node.type === "either")
    return complete(Object.hasOwn(given ?? {}, node.field) ? node.named : node.otherwise, given, path);
  return completeObject(node, given, path);
}

type Of<T extends SchemaNode["type"]> = Extract<SchemaNode, { type: T }>;

function completeOption({ spec, presence }: Of<"option">, value: unknown, path: ConfigPath): unknown {
  if (value === undefined && presence === "optional") return undefined;
  if (value === undefined && presence === "required")
    throw new ConfigProblem(path, { expected: spec.description, received: "nothing" });
  const chosen = value ?? spec.default;
  if (optionAccepts(spec, chosen) && !(presence === "required" && chosen === "")) return chosen;
  throw problem(path, expectation(spec), chosen);
}

function completeTexts({ presence, choices }: Of<"texts">, value: unknown, path: ConfigPath): unknown {
  if (value === undefined) return presence === "optional" ? undefined : [];
  const texts = typeof value === "string" ? [value] : value;
  if (choices) {
    if (Array.isArray(texts) && new Set(texts).size === texts.length && texts.every((text) => choices.includes(text)))
      return texts;
    throw problem(path, `a list of ${choices.join(", ")}, each at most once`, value);
  }
  const valid = Array.isArray(texts) && texts.length > 0 && texts.every((text) => typeof text === "string");
  if (!valid && !(Array.isArray(texts) && texts.length === 0 && presence !== "optional"))
    throw problem(path, "a list of names", value);
  return texts;
}

function completeWords({ choices }: Of<"words">, value: unknown, path: ConfigPath): unknown {
  if (value === undefined) return undefined;
  for (const [name, word] of Object.entries(demandObject(value, path)))
    if (!choices.includes(word as string)) throw problem([...path, name], `one of ${choices.join(", ")}`, word);
  return value;
}

function completePart({ parts, default: fallback }: Of<"part">, value: unknown, path: ConfigPath): unknown {
  const given = typeof value === "string" ? { name: value } : demandObject(named(value) ?? { name: fallback }, path);
  const name = given.name ?? fallback;
  if (typeof name !== "string" || !Object.hasOwn(parts, name))
    throw problem(typeof value === "string" ? path : [...path, "name"], "a known name", name, parts);
  const fields = Object.entries(parts[name]!).map(([option, spec]) => [option, optionNode(spec)]);
  const { name: _, ...options } = given;
  return { name, ...completeFields(Object.fromEntries(fields), options, path) };
}

/** A loss, metric or encoder of a program as what configs say of it: its name and options; anything else as it is. */
function named(value: unknown): unknown {
  const { name, options, ...rest } = (value ?? {}) as { name?: unknown; options?: object };
  const made = typeof options === "object" && Object.values(rest).some((entry) => typeof entry === "function");
  return made ? { name, ...options } : value;
}

function completeObject({ fields, shorthand, presence }: Of<"object">, value: unknown, path: ConfigPath): unknown {
  if (value === undefined && presence === "optional") return undefined;
  const given = shorthand && typeof value === "string" ? { [shorthand]: value } : value;
  return completeFields(fields, demandObject(given ?? {}, path), path);
}

function completeFields(fields: Readonly<Record<string, SchemaNode>>, given: object, path: ConfigPath) {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw unknownSetting([...path, unknown], unknown, Object.keys(fields));
  const values = Object.entries(fields).map(([name, node]) => [
    name,
    complete(node, (given as Record<string, unknown>)[name], [...path, name]),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
}

/** An option as a place of a config. */
export const optionNode = (spec: OptionSpec): Of<"option"> => ({ type: "option", spec, description: spec.description });

function demandObject(value: unknown, path: ConfigPath): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw problem(path, "settings by name", value);
}

function problem(path: ConfigPath, expected: string, received: unknown, known?: object): ConfigProblem {
  const remedy = known ? suggest(String(received), Object.keys(known)) : undefined;
  return new ConfigProblem(path, { expected, received: describe(received), ...(remedy ? { remedy } : {}) });
}

function unknownSetting(path: ConfigPath, name: string, known: readonly string[]): ConfigProblem {
  const complaint = { received: `"${name}"`, expected: known.length > 0 ? "a known setting" : "no settings" };
  return new ConfigProblem(path, known.length > 0 ? { ...complaint, remedy: suggest(name, known) } : complaint, "name");
}
