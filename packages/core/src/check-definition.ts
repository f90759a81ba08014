import { demand, describe } from "./errors.js";
import { expectation, type OptionSpec, optionAccepts } from "./options.js";
import type { Definable } from "./registry.js";

/** What each kind of definition must have beside a name, a summary and options. */
const functions: Readonly<Record<string, readonly string[]>> = {
  loss: ["evaluate"],
  metric: ["form"],
  encoder: ["build"],
  dataset: ["load"],
};

const needs = ["statistics", "scores", "embeddings", "samples"];

/**
 * Refuses a definition that could not work: a name that no command line can take, missing functions, options whose
 * defaults they themselves would refuse.
 */
export function checkDefinition({ kind, definition }: Definable): void {
  const parts = definition as unknown as Record<string, unknown>;
  const owner = `${kind} "${definition.name}"`;
  demand(/^[a-zA-Z][a-zA-Z0-9-]*$/.test(definition.name), () => ({
    argument: `${kind} name`,
    expected: "letters, digits and hyphens, beginning with a letter",
    received: describe(definition.name),
  }));
  for (const name of functions[kind] ?? [])
    demand(typeof parts[name] === "function", () => ({
      argument: `${owner}: ${name}`,
      expected: "a function",
      received: describe(parts[name]),
    }));
  demand(kind !== "loss" || needs.includes(parts.needs as string), () => ({
    argument: `${owner}: needs`,
    expected: `one of ${needs.join(", ")}`,
    received: describe(parts.needs),
  }));
  for (const [name, spec] of Object.entries((parts.options ?? {}) as Record<string, OptionSpec>))
    checkOption(`${owner}: option "${name}"`, spec);
}

function checkOption(argument: string, spec: OptionSpec): void {
  const types = ["number", "boolean", "choice", "numbers", "string"];
  demand(types.includes(spec?.type), () => ({
    argument,
    expected: `a type, one of ${types.join(", ")}`,
    received: describe(spec?.type),
  }));
  demand(typeof spec.description === "string" && spec.description !== "", () => ({
    argument,
    expected: "a description",
    received: describe(spec.description),
  }));
  demand(optionAccepts(spec, spec.default), () => ({
    argument: `${argument}: default`,
    expected: expectation(spec),
    received: describe(spec.default),
    remedy: "Give a default that the option itself accepts",
  }));
}
