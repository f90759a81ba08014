// The page docs/zoo.md, from the definitions alone.
import { expectation, type OptionSchema, type OptionSpec, type ScoreMeaning } from "@crosstilt/core";
import type { Catalogue, LossFactory } from "../src/index.js";

/** What the tests found out, by `loss metric` and by loss. */
export interface Findings {
  readonly passed: ReadonlySet<string>;
  readonly terms: ReadonlyMap<string, readonly string[]>;
}

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  readonly options: OptionSchema;
}

const needs: Readonly<Record<string, string>> = {
  statistics: "the diagonal and the log-mean-exps of the scores, memory O(n)",
  scores: "the score matrix, memory O(n²)",
  samples: "the score matrix and the raw samples, memory O(n²)",
  embeddings: "the embeddings; no metric enters",
};

const meanings: Readonly<Record<ScoreMeaning, string>> = {
  "log density ratio": "a log density ratio; a softmax over candidates gives probabilities",
  "logit of a pair": "a log density ratio after the loss's own scale and bias; softmax of scale times score",
  "density ratio": "the density ratio itself; probabilities are max(s, 0) over their sum",
  none: "nothing but an order; no probabilities",
};

/** The page of all losses, metrics and kernels of a catalogue. */
export function zooPage({ losses, metrics, kernels }: Catalogue, findings: Findings): string {
  const lines = [
    "# The zoo",
    "",
    "Every loss, metric and kernel as its definition says; written by the tests of `@crosstilt/catalogue`. The same from the",
    "command line: `npx crosstilt losses`, `npx crosstilt losses conditional`, `metrics`, `kernels`.",
    "",
    "Notation: `S` scores of a batch of `N` pairs, `r_i` and `c_j` the log-mean-exps of its rows and columns, `ρ` the model's",
    "densities with respect to the marginals, `g` embeddings, `τ` temperature.",
    "",
    "## Any loss meets any metric",
    "",
    "`✓`: the pair passes the conformance suite `checkLoss` of `@crosstilt/testing` on every backend that each machine has:",
    "gradient against central differences, permutation, extremes, exchange of u and v, shift, tiles, leaks. `–`: the loss works",
    "on embeddings, and no metric enters. Values of each loss and each metric agree with float64 loops to 1e-5.",
    "",
    ...matrix(losses.all(), metrics.names(), findings),
    "",
    "## Losses",
    "",
    ...losses.all().flatMap((loss) => section(loss.definition, lossFacts(loss, findings))),
    "## Metrics",
    "",
    ...metrics.all().flatMap(({ definition }) => section(definition, [])),
    "## Kernels",
    "",
    "On raw samples, for the MMD losses; `d = |x − y|`, `ℓ` the bandwidth.",
    "",
    ...kernels.all().flatMap(({ definition }) => section(definition, [])),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function matrix(losses: readonly LossFactory[], metrics: readonly string[], { passed }: Findings): string[] {
  const cell = ({ definition: { name, needs } }: LossFactory) => {
    if (needs === "embeddings") return () => "–";
    return (metric: string) => (passed.has(`${name} ${metric}`) ? "✓" : "fails");
  };
  const rows = losses.map((loss) => [
    `[${loss.definition.name}](#${loss.definition.name})`,
    ...metrics.map(cell(loss)),
  ]);
  return table(["", ...metrics.map((name) => `[${name}](#${name})`)], rows);
}

function section({ name, summary, formula, source, options }: Described, facts: readonly string[]): string[] {
  const rows = Object.entries(options).map(([option, spec]) => [
    ...[`\`${option}\``, expectation(spec), `\`${shown(spec)}\``, spec.description],
  ]);
  return [
    ...[`### ${name}`, "", summary, "", `    ${formula}`, "", `- Source: ${source}.`],
    ...facts.map((fact) => `- ${fact}`),
    ...(rows.length > 0 ? ["", ...table(["option", "values", "default", "meaning"], rows)] : []),
    "",
  ];
}

function lossFacts({ definition }: LossFactory, { terms }: Findings): string[] {
  const named = terms.get(definition.name)?.filter((term) => term !== "total") ?? [];
  return [
    named.length > 0 ? `Terms beside the total: ${named.map((term) => `\`${term}\``).join(", ")}.` : "One term.",
    `Needs ${needs[definition.needs]}.`,
    `Adding a constant to all scores ${definition.shiftInvariant ? "changes nothing" : "changes the value"}.`,
    `With u and v exchanged: ${exchanged(definition)}.`,
    `Scores of the trained model mean: ${meanings[definition.scoreMeaning ?? "none"]}.`,
    ...((definition.minimumPairs ?? 1) > 1 ? [`Defined from ${definition.minimumPairs} pairs a batch on.`] : []),
    ...(definition.relations ?? []),
  ];
}

/** What exchanging u and v does, at the default options. */
function exchanged({ swapped, options }: LossFactory["definition"]): string {
  const defaults = Object.fromEntries(
    Object.entries(options as OptionSchema).map(([name, spec]) => [name, spec.default]),
  );
  const after = swapped?.(defaults);
  if (!after) return "another loss";
  const same = Object.entries(after).every(([name, value]) => value === defaults[name]);
  const paired = Object.keys(after).some((name) => /[UV]$/.test(name));
  if (paired) return "the same loss with the options of u and v exchanged";
  return same ? "the same loss" : "the same loss with the other direction";
}

const shown = ({ default: value }: OptionSpec) => (Array.isArray(value) ? value.join(",") : String(value));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
