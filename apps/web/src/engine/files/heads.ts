import { CrosstiltError, type FactoredScores, sizeOf } from "@crosstilt/core";
import { evaluateRetrieval, type RetrievalReport } from "@crosstilt/evaluation";
import {
  askOwn as askIn,
  type Example,
  exampleOf as exampleIn,
  type FilePairs,
  type HeadsStep,
  type HeadsTraining,
  type ModelFiles,
  modelFiles,
  type OwnAnswer,
  type OwnQueries,
  openModel as open,
  pairsLike,
  pastedSource,
  samplesOf,
  testPairs,
  trainHeads as trainIn,
} from "@crosstilt/labs/files";
import type { Hooks } from "@crosstilt/labs/training";
import { disposeModel, embedPairs, type TrainedModel } from "@crosstilt/project/browser";
import type { Compute } from "../../state/compute.js";
import { fetchParameters, type Place, ready, trainOn } from "../backend.js";
import { catalogue } from "../catalogue.js";
import { loadedFiles, loadedSources, loadedWords } from "./load.js";

/** Two encoders to train on the files that were read, and where. */
export interface HeadsJob extends HeadsTraining {
  readonly compute: Compute;
}

/** Where a training stands. */
export interface HeadsReport extends HeadsStep {
  readonly place: Place;
  /** How well each side of the test pairs retrieves the other; in the last report. */
  readonly retrieval?: RetrievalReport;
}

/** A model with the scores of pairs that it has not been trained on. */
interface Asked extends FilePairs {
  readonly trained: TrainedModel;
  readonly scores: FactoredScores;
}

let current: Asked | null = null;

function asked(): Asked {
  if (current === null) throw new CrosstiltError("model: expected one, received none. Train or open a model first.");
  return current;
}

/** Trains two encoders and judges them on all test pairs, unless it is stopped. */
export const trainHeads = ({ compute, ...heads }: HeadsJob, hooks: Hooks<HeadsReport>): Promise<void> =>
  trainOn(compute, async (place) => {
    const files = loadedFiles();
    let newest: HeadsReport = { step: 0, totalSteps: 0, loss: Number.NaN, bytes: 0, place };
    const report = (step: HeadsStep) => {
      newest = { ...step, place };
      return step.step < step.totalSteps && hooks.report(newest);
    };
    const trained = await trainIn(files, heads, await catalogue(), { ...hooks, report });
    if (trained === null) return;
    await fetchParameters(trained.parameters);
    await hooks.report({ ...newest, retrieval: await ask(trained, () => testPairs(files)) });
  });

/** Opens a model of the page or of the command line, and judges it on all pairs of the files that were read. */
export async function openModel(files: ModelFiles): Promise<RetrievalReport> {
  await ready();
  const trained = open(files, await catalogue());
  return ask(trained, async () => pairsLike(await loadedSources(), trained));
}

/** Brings back a model that was trained on the files that were read, and judges it on their test pairs. */
export async function restoreHeads(model: ModelFiles): Promise<RetrievalReport> {
  await ready();
  const files = loadedFiles();
  return ask(open(model, await catalogue()), () => testPairs(files));
}

/** Puts a model in the place of the one before and judges it. */
async function ask(trained: TrainedModel, find: () => FilePairs | Promise<FilePairs>): Promise<RetrievalReport> {
  try {
    const files = await find();
    const scores = await embedPairs(trained, files.pairs);
    const retrieval = evaluateRetrieval(scores);
    if (current) disposeModel(current.trained);
    current = { ...files, trained, scores };
    return retrieval;
  } catch (error) {
    disposeModel(trained);
    throw error;
  }
}

/** What sample `pair` of one side retrieves on the other side. */
export const exampleOf = async (side: "u" | "v", pair: number, k: number): Promise<Example> =>
  exampleIn({ ...asked(), words: await loadedWords() }, { side, pair, k });

/** Samples to ask with: pasted, or a file. */
export type OwnSource = { readonly text: string } | { readonly file: File };

/** What a page says of the samples that a model can be asked with. */
export interface AboutQueries {
  /** What a sample is made of, in words. */
  readonly columns: string;
  /** The first sample as it would be pasted; empty where it has words or is long. */
  readonly example: string;
  /** Columns of words of the other side, whose values may be classes. */
  readonly classes: readonly string[];
}

/** Rows that are looked at for the names of columns. */
const MOST_READ = 1000;

/** What samples of a side look like. */
export async function aboutQueries(side: "u" | "v"): Promise<AboutQueries> {
  const here = asked();
  const { encodings } = here.metadata[side];
  const other = side === "u" ? "v" : "u";
  const words = (await loadedWords())[other];
  const read = Array.from(here.rows[other]).slice(0, MOST_READ);
  const classes = new Set(read.flatMap((row) => words(row).map(([column]) => column)));
  const [first] = await samplesOf(here, side, [0]);
  const size = sizeOf(here.pairs.shape[side]);
  const numeric = encodings.every(({ kind }) => kind !== "categorical");
  return {
    columns: numeric ? `${size} ${size === 1 ? "number" : "numbers"}` : encodings.map(({ name }) => name).join(", "),
    // Of long samples only the first numbers are read for show.
    example:
      numeric && first!.numbers.length === size
        ? first!.numbers.map((value) => Number(value.toPrecision(6))).join(", ")
        : "",
    classes: [...classes],
  };
}

/** Asks the model with samples of one's own. */
export async function askOwn({
  source,
  ...query
}: Omit<OwnQueries, "source"> & { readonly source: OwnSource }): Promise<OwnAnswer[]> {
  const here = asked();
  const { side } = query;
  const own =
    "text" in source
      ? pastedSource(source.text, here.metadata[side], here.pairs.shape[side])
      : { path: source.file.name, bytes: new Uint8Array(await source.file.arrayBuffer()) };
  return askIn({ ...here, words: await loadedWords() }, { ...query, source: own });
}

/** The model as files that the command line and other tools read. */
export const exportHeads = (): Promise<ModelFiles> => modelFiles(asked().trained);
