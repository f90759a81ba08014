import { demand, describe } from "./errors.js";
import { PLUGIN_API } from "./factory.js";
import { scoreMeanings } from "./loss.js";
import { expectation, type OptionSpec, optionAccepts } from "./options.js";
import type { Definable } from "./registry.js";

/** What each kind of definition must have beside a name and options. */
const required: Readonly<Record<string, { readonly functions: readonly string[]; readonly texts: readonly string[] }>> =
  {
    loss: { functions: ["evaluate"], texts: ["summary", "formula", "source"] },
    metric: { functions: ["form"], texts: ["summary", "formula", "source"] },
    kernel: { functions: ["evaluate"], texts: ["summary", "formula", "source"] },
    encoder: { functions: ["build"], texts: ["summary"] },
    dataset: { functions: ["load"], texts: ["summary", "source"] },
  };

const needs = ["statistics", "scores", "embeddings", "samples"];
const optionTypes = ["number", "boolean", "choice", "numbers", "string"];

/**
 * Refuses a definition that could not work: made for another plugin interface, a name that no command line can take,
 * missing functions or words, options whose defaults they themselves would refuse.
 */
export function checkDefinition({ kind, api, definition }: Definable): void {
  const parts = definition as unknown as Record<string, unknown>;
  const owner = `${kind} "${definition.name}"`;
  demand(api === PLUGIN_API, () => ({
    argument: owner,
    expected: `a definition for plugin interface ${PLUGIN_API}`,
    received: api === undefined ? "none" : `interface ${describe(api)}`,
    remedy: "Make it with the define functions of the @crosstilt/core that this crosstilt uses",
  }));
  demand(/^[a-zA-Z][a-zA-Z0-9-]*$/.test(definition.name), () => ({
    argument: `${kind} name`,
    expected: "letters, digits and hyphens, beginning with a letter",
    received: describe(definition.name),
  }));
  const { functions, texts } = required[kind] ?? { functions: [], texts: [] };
  for (const name of functions) demandPart(owner, name, "a function", typeof parts[name] === "function", parts[name]);
  for (const name of texts) demandPart(owner, name, "text", isText(parts[name]), parts[name]);
  if (kind === "loss") {
    demandPart(owner, "needs", `one of ${needs.join(", ")}`, isOneOf(parts.needs, needs), parts.needs);
    const { scoreMeaning = "none", minimumPairs = 1 } = parts;
    demandPart(
      owner,
      "scoreMeaning",
      `one of ${scoreMeanings.join(", ")}`,
      isOneOf(scoreMeaning, scoreMeanings),
      scoreMeaning,
    );
    demandPart(owner, "minimumPairs", "an integer >= 1", isCount(minimumPairs), minimumPairs);
  }
  demandPart(owner, "options", "an object, {} when there are none", isPlain(parts.options), parts.options);
  for (const [name, spec] of Object.entries(parts.options as Record<string, OptionSpec>))
    checkOption(owner, name, spec);
}

function checkOption(owner: string, name: string, spec: OptionSpec): void {
  const argument = `${owner}: option "${name}"`;
  demand(/^(?!no[A-Z])[a-z][a-zA-Z0-9]*$/.test(name), () => ({
    argument,
    expected: 'a name in camelCase that does not begin with "no", to become a flag',
    received: describe(name),
  }));
  demandPart(argument, "type", `one of ${optionTypes.join(", ")}`, isOneOf(spec?.type, optionTypes), spec?.type);
  demandPart(argument, "description", "text", isText(spec.description), spec.description);
  const lists = spec as { choices?: unknown; keywords?: unknown };
  if (spec.type === "choice") demandPart(argument, "choices", "a list of words", isWords(lists.choices), lists.choices);
  demandPart(argument, "keywords", "a list of words", isWords(lists.keywords ?? ["none"]), lists.keywords);
  demand(optionAccepts(spec, spec.default), () => ({
    argument: `${argument}: default`,
    expected: expectation(spec),
    received: describe(spec.default),
    remedy: "Give a default that the option itself accepts",
  }));
}

function demandPart(owner: string, part: string, expected: string, right: boolean, received: unknown): void {
  demand(right, () => ({ argument: `${owner}: ${part}`, expected, received: describe(received) }));
}

const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 1;
const isText = (value: unknown) => typeof value === "string" && value !== "";
const isOneOf = (value: unknown, known: readonly string[]) => known.includes(value as string);
const isWords = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isText);
const isPlain = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
