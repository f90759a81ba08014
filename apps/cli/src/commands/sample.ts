import { disposeModel, type QuerySample, sampleFrom } from "@crosstilt/project";
import { Command } from "commander";
import { integerAtLeast } from "../integer.js";
import { galleryOf } from "../open-gallery.js";
import { print } from "../output.js";
import { addQuestionFlags, type QuestionFlags, queriesOf, startRun } from "../project-flags.js";

interface SampleFlags extends QuestionFlags {
  readonly gallery?: string;
  readonly count: number;
  readonly distinct?: boolean;
  readonly seed: number;
}

/** `crosstilt sample RUN`: draws from the conditional law over a gallery. */
export function sampleCommand(): Command {
  const command = new Command("sample")
    .description("Draw samples of the other side from the conditional law given each query, over a gallery.")
    .option("--gallery <source>", "what to draw from: FILE, FILE:NAMES or a folder (default: the run's own data)")
    .option("--count <integer>", "draws for each query", integerAtLeast(1), 5)
    .option("--distinct", "draw no entry twice")
    .option("--seed <integer>", "seed of the draws", integerAtLeast(0), 1);
  return addQuestionFlags(command).action(async (folder: string, flags: SampleFlags) => {
    const { given, count, distinct, seed, json } = flags;
    const run = await startRun(folder, flags);
    try {
      const gallery = await galleryOf(run, flags.gallery);
      const question = { given, queries: queriesOf(flags), gallery, count, seed };
      const results = await sampleFrom(run, { ...question, withoutReplacement: distinct });
      print(json, { given, results }, results.map(line));
    } finally {
      disposeModel(run);
    }
  });
}

const line = ({ query, draws, effectiveSampleSize }: QuerySample): string =>
  `${query}: ${draws.map(({ name }) => name).join(", ")}  (effective sample size ${effectiveSampleSize.toFixed(1)})`;
