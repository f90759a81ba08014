// The page docs/config.md, from the schema alone.
import { createCatalogue } from "@crosstilt/catalogue";
import { expectation, type OptionSpec } from "@crosstilt/core";
import type { SchemaNode } from "../src/config/schema-node.js";
import { configSchema } from "../src/index.js";

/** The page of everything a config may say. */
export function configPage(): string {
  const catalogue = createCatalogue();
  const { fields } = configSchema(catalogue) as Extract<SchemaNode, { type: "object" }>;
  const encoders = catalogue.encoders.all().map(({ definition }) => definition);
  const lines = [
    "# Everything a config may say",
    "",
    "Written by the tests of `@crosstilt/project` from the schema that checks configs. Only the pairs are required: `data.u` and `data.v`, or `data.dataset`. A",
    "part is written by its name, `loss: clip`, or with options, `loss: { name: conditional, lambdaU: 2 }`. How it is all used:",
    "[own-data.md](own-data.md).",
    "",
    ...Object.entries(fields).flatMap(([name, node]) => section(name, node)),
    "## Encoders and their options",
    "",
    "Losses and metrics with theirs: [zoo.md](zoo.md).",
    "",
    ...encoders.flatMap(({ name, summary, options }) => [`### ${name}`, "", summary, "", ...optionTable(options)]),
    "## Optimisers and schedules",
    "",
    ...partsOf(fields.training!, "optimizer"),
    ...partsOf(fields.training!, "schedule"),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const head = ["| setting | may be | default | |", "|---|---|---|---|"];

function section(name: string, node: SchemaNode): string[] {
  return [`## ${name}`, "", node.description, "", ...head, ...rows(name, node), ""];
}

/** @param chosen whether the place is there only where somebody wants it. */
function rows(path: string, node: SchemaNode, chosen = false): string[] {
  if (node.type === "object") {
    const wanted = chosen || node.presence === "optional";
    const own = node.shorthand ? [row(path, "text", "required", `short for \`${path}.${node.shorthand}\``)] : [];
    return [...own, ...Object.entries(node.fields).flatMap(([name, field]) => rows(`${path}.${name}`, field, wanted))];
  }
  if (node.type === "either") return [...rows(path, node.otherwise, chosen), ...rows(path, node.named, true)];
  return [row(path, allowed(node), chosen && isRequired(node) ? "none" : fallback(node), node.description)];
}

const isRequired = (node: SchemaNode) => node.type === "option" && node.presence === "required";

const row = (...cells: string[]) => `| \`${cells[0]}\` | ${cells.slice(1).join(" | ").replaceAll("\n", " ")} |`;

function allowed(node: SchemaNode): string {
  if (node.type === "option") return expectation(node.spec);
  if (node.type === "texts") return "a list of names";
  if (node.type === "words") return `names with one of ${node.choices.join(", ")}`;
  return node.type === "part" ? `one of ${Object.keys(node.parts).join(", ")}` : "";
}

function fallback(node: SchemaNode): string {
  if (node.type === "part") return `\`${node.default}\``;
  if (node.type !== "option") return "none";
  if (node.presence) return node.presence === "required" ? "required" : "none";
  return shown(node.spec);
}

const shown = ({ default: value }: OptionSpec) => `\`${JSON.stringify(value)}\``;

function optionTable(options: Readonly<Record<string, OptionSpec>>): string[] {
  const entries = Object.entries(options);
  if (entries.length === 0) return ["No options.", ""];
  const lines = entries.map(([name, spec]) => row(name, expectation(spec), shown(spec), spec.description));
  return [head[0]!.replace("setting", "option"), head[1]!, ...lines, ""];
}

function partsOf(training: SchemaNode, name: string): string[] {
  const { fields } = training as Extract<SchemaNode, { type: "object" }>;
  const { parts } = fields[name] as Extract<SchemaNode, { type: "part" }>;
  return Object.entries(parts).flatMap(([part, options]) => [`### ${part} (${name})`, "", ...optionTable(options)]);
}
