import type { Catalogue } from "@crosstilt/catalogue";
import { expectation, type OptionSchema } from "@crosstilt/core";
import { Command } from "commander";
import { print } from "../output.js";
import { loadCatalogue } from "../plugins.js";

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly formula?: string;
  readonly source?: string;
  readonly relations?: readonly string[];
  readonly needs?: string;
  readonly scoreMeaning?: string;
  readonly options: OptionSchema;
}

/** What one of each kind is called. */
const singular = { losses: "loss", metrics: "metric", kernels: "kernel", encoders: "encoder", datasets: "data set" };

/** `crosstilt losses`, `metrics`, `kernels`, …: the catalogue as a table, or the page of one entry. */
export function catalogueCommand(kind: keyof Catalogue): Command {
  const one = singular[kind];
  return new Command(kind)
    .description(`List the ${kind} with their sources, or show the page of one.`)
    .argument("[name]", `the ${one} to show`)
    .option("--plugin <module...>", "file or package to list as well")
    .option("--json", "print one JSON object on stdout")
    .action(async (name: string | undefined, { plugin = [], json }: { plugin?: string[]; json?: boolean }) => {
      const registry = (await loadCatalogue(plugin))[kind];
      const definitions = (name ? [registry.get(name)] : registry.all()).map(
        ({ definition }) => definition as Described,
      );
      print(
        json,
        name ? plain(definitions[0]!) : { [kind]: definitions.map(plain) },
        name ? page(definitions[0]!) : table(definitions),
      );
    });
}

const plain = ({ name, summary, formula, source, relations = [], needs, scoreMeaning, options }: Described) => ({
  name,
  summary,
  formula,
  source,
  relations,
  needs,
  options,
  // Of losses; what a definition leaves out means nothing.
  ...(needs === undefined ? {} : { scoreMeaning: scoreMeaning ?? "none" }),
});

function table(definitions: readonly Described[]): string[] {
  const width = Math.max(...definitions.map(({ name }) => name.length));
  return definitions.map(
    ({ name, summary, source }) => `${name.padEnd(width)}  ${summary}${source ? ` [${source}]` : ""}`,
  );
}

function page({
  name,
  summary,
  formula,
  source,
  relations = [],
  needs,
  scoreMeaning = "none",
  options,
}: Described): string[] {
  const flags = Object.entries(options).map(
    ([option, spec]) => `  ${option}: ${spec.description}; ${expectation(spec)}, default ${String(spec.default)}`,
  );
  const sections = [
    [`${name}: ${summary}`],
    formula ? [`  ${formula}`] : [],
    [...(source ? [`Source: ${source}`] : []), ...(needs ? [`Needs: ${needs}`, `Scores mean: ${scoreMeaning}`] : [])],
    relations.length > 0 ? ["Relations:", ...relations.map((relation) => `  ${relation}`)] : [],
    flags.length > 0 ? ["Options:", ...flags] : [],
  ].filter((lines) => lines.length > 0);
  return sections.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}
