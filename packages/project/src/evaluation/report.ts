import { join } from "node:path";
import type { SplitName } from "@crosstilt/dataset-files";
import type { Calibration } from "@crosstilt/evaluation";
import { htmlReport, type ReportSection, type ReportTable, toSvg } from "@crosstilt/figures";
import { writeFileAtomic } from "@crosstilt/formats/node";
import { formatConfig, relativeConfig } from "../config/config-file.js";
import { percent } from "../gallery/confidence.js";
import { candidatesIn, epochsOf, type MetricsLine, readMetrics } from "../run/metrics-log.js";
import type { SourcedPairs } from "../run/part.js";
import type { Run } from "../run/run.js";
import { runFiles } from "../run/run-folder.js";
import type { BaselineMetrics } from "./baselines.js";
import { diagnosis } from "./diagnosis.js";
import type { Evaluation } from "./evaluate.js";
import { retrievalExamples } from "./examples.js";
import { lossFigure, metricFigures, reliabilityFigure } from "./report-figures.js";

/** Held-out pairs that a report is about. */
export interface HeldPairs {
  /** Among them the examples are found. */
  readonly pairs: SourcedPairs;
  readonly part: SplitName;
  /** None when there are too few pairs for one. */
  readonly evaluation?: Evaluation;
}

/**
 * Writes a run's `report.html`: curves of training, retrieval with intervals, calibration, embeddings and examples.
 *
 * @param held none where no pairs were held out.
 * @example
 * const pairs = await readRunPairs(run, "test", { limit: 2000 });
 * await writeReport(run, { pairs, part: "test", evaluation: await evaluatePairs(run, pairs) });
 */
export async function writeReport(run: Run, held?: HeldPairs): Promise<string> {
  const lines = await readMetrics(join(run.folder, runFiles.metrics));
  const sections = [
    await trainingSection(lines),
    ...(held?.evaluation ? await evaluationSections(held.evaluation) : []),
    ...(held ? [await examplesSection(run, held)] : []),
    ...configSection(run),
  ];
  const path = join(run.folder, runFiles.report);
  const { loss, metric, encoders, terms } = run.description;
  const single = `${metric.name} metric, encoders ${encoders.u.name} and ${encoders.v.name}`;
  const subtitle = `${loss.name} loss, ${terms ? `a pool of ${terms.length}` : single}`;
  await writeFileAtomic(path, htmlReport({ title: "Training report", subtitle, sections }));
  return path;
}

async function trainingSection(lines: readonly MetricsLine[]): Promise<ReportSection> {
  const candidates = candidatesIn(lines).filter((candidate) => epochsOf(lines, candidate).length > 0);
  if (candidates.length === 0)
    return { heading: "Training", paragraphs: [`No curves: ${runFiles.metrics} is missing or empty.`] };
  const parts = await Promise.all(
    candidates.map(async (candidate) => {
      const of = candidate ? ` of the candidate ${candidate}` : "";
      const own = lines.filter((line) => line.candidate === candidate);
      const epochs = epochsOf(lines, candidate);
      const losses = {
        svg: await toSvg(lossFigure(epochs)),
        caption: `Mean loss of every epoch${of}. ${diagnosis(epochs)}`,
      };
      const others = metricFigures(own).map(async ({ name, spec }) => ({
        svg: await toSvg(spec),
        caption: `${name}${of}.`,
      }));
      return [losses, ...(await Promise.all(others))];
    }),
  );
  return { heading: "Training", figures: parts.flat() };
}

async function evaluationSections(evaluation: Evaluation): Promise<ReportSection[]> {
  const { pairs, count, alignment, warnings } = evaluation;
  return [
    {
      heading: "Retrieval",
      paragraphs: [`On ${count} pairs (${pairs}); intervals of 95 % by bootstrap over queries.`, ...warnings],
      tables: [retrievalTable(evaluation), baselineTable(evaluation)],
    },
    await calibrationSection(evaluation),
    {
      heading: "Embeddings",
      paragraphs: [`Mean squared distance of normalised true pairs: ${alignment.toFixed(3)} (0 best, 2 unrelated).`],
      tables: [embeddingTable(evaluation)],
    },
  ];
}

function retrievalTable({ uToV, vToU }: Evaluation): ReportTable {
  const cell = ({ metrics, intervals }: Evaluation["uToV"], name: string) => {
    const interval = intervals?.[name];
    const value = metrics[name]!.toFixed(3);
    return interval ? `${value} (${interval[0].toFixed(3)} to ${interval[1].toFixed(3)})` : value;
  };
  return {
    columns: ["", `u to v, among ${uToV.gallery}`, `v to u, among ${vToU.gallery}`],
    rows: Object.keys(uToV.metrics).map((name) => [name, cell(uToV, name), cell(vToU, name)]),
  };
}

/** What the numbers are to be compared with. */
function baselineTable({ uToV, vToU, baselines: { chance, linear } }: Evaluation): ReportTable {
  const names = Object.keys(uToV.metrics).filter((name) => name.startsWith("recall@"));
  const row = (name: string, { uToV: forth, vToU: back }: BaselineMetrics) => [
    name,
    ...names.map((metric) => `${forth[metric]!.toFixed(3)} / ${back[metric]!.toFixed(3)}`),
  ];
  return {
    columns: ["u to v / v to u", ...names],
    rows: [
      row("this model", { uToV: uToV.metrics, vToU: vToU.metrics }),
      ...(linear ? [row("linear, closed form", linear)] : []),
      row("chance", chance),
    ],
  };
}

async function calibrationSection({ uToV, vToU }: Evaluation): Promise<ReportSection> {
  const [forth, back] = [uToV.calibration, vToU.calibration];
  if (!forth || !back)
    return {
      heading: "Calibration",
      paragraphs: [
        "None: the loss gives scores no probabilities, and without validation pairs no temperature was learned.",
      ],
    };
  return {
    heading: "Calibration",
    paragraphs: [
      "How often the first choice is the partner, against the probability it was given; several right ones share it.",
    ],
    figures: [{ svg: await toSvg(reliabilityFigure(forth, back)), caption: calibrationWords(forth, back) }],
    tables: [guaranteeTable(uToV, vToU)],
  };
}

function guaranteeTable(uToV: Evaluation["uToV"], vToU: Evaluation["vToU"]): ReportTable {
  const row = (name: string, value: (direction: Evaluation["uToV"]) => string | undefined) => [
    name,
    ...[uToV, vToU].map((direction) => value(direction) ?? "too few validation pairs"),
  ];
  return {
    columns: ["", "u to v", "v to u"],
    rows: [
      row("sets of 90 %: share that hold the partner", ({ sets }) => sets?.coverage.toFixed(3)),
      row("sets of 90 %: mean size", ({ sets }) => sets?.meanSize.toFixed(1)),
      row("no partner: area under the ROC curve, partners removed", ({ noPartner }) => noPartner?.auroc.toFixed(3)),
    ],
  };
}

function calibrationWords(uToV: Calibration, vToU: Calibration): string {
  const words = ({ expectedCalibrationError, accuracy, confidence }: Calibration) =>
    `expected calibration error ${percent(expectedCalibrationError)}, mean probability ${percent(confidence)}, right ` +
    percent(accuracy);
  return `u to v: ${words(uToV)}. v to u: ${words(vToU)}.`;
}

function embeddingTable({ embeddings: { u, v } }: Evaluation): ReportTable {
  const rows = (["count", "dimension", "effectiveRank", "participationRatio", "uniformity"] as const).map((name) => [
    name,
    ...[u, v].map((side) => Number(side[name].toFixed(3))),
  ]);
  return { columns: ["", "u", "v"], rows };
}

async function examplesSection(run: Run, { pairs, part }: HeldPairs): Promise<ReportSection> {
  const { figure, table } = await retrievalExamples(run, pairs);
  return {
    heading: "Examples",
    paragraphs: [
      `What u of the first ${part} pairs retrieves among the v of ${pairs.keys.length}, with probabilities.`,
    ],
    ...(figure ? { figures: [{ svg: await toSvg(figure), caption: "Wrong answers are framed." }] } : {}),
    ...(table ? { tables: [table] } : {}),
  };
}

function configSection({ config, folder }: Run): ReportSection[] {
  if (!config) return [];
  const lines = formatConfig(relativeConfig(config, folder)).trimEnd().split("\n");
  return [{ heading: "Config", tables: [{ columns: ["config.yaml"], rows: lines.map((line) => [noBreak(line)]) }] }];
}

/** Keeps the indentation of YAML. */
const noBreak = (line: string) => line.replace(/^ +/, (spaces) => "\u00a0".repeat(spaces.length));
