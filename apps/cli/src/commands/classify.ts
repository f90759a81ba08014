import { type Classification, classify, confidence, disposeModel } from "@crosstilt/project";
import { Command } from "commander";
import { integerAtLeast } from "../integer.js";
import { galleryOf } from "../open-gallery.js";
import { print } from "../output.js";
import { addQuestionFlags, parseNumbers, type QuestionFlags, queriesOf, startRun } from "../project-flags.js";

interface ClassifyFlags extends QuestionFlags {
  readonly classes?: string;
  readonly prior?: number[];
  readonly truth?: string;
  readonly k: number;
}

/** `crosstilt classify RUN`: zero-shot classes, or those that fine-tuning learned. */
export function classifyCommand(): Command {
  const command = new Command("classify")
    .description("Give each query the most probable class: a sample of the other side, or a class that was learned.")
    .option(
      "--classes <source>",
      "one sample a class: FILE:NAMES (a column), or a folder of: crosstilt finetune (default: the words of that side)",
    )
    .option("--prior <numbers>", "prior probability of each class, in order, such as 0.2,0.8", parseNumbers)
    .option("--truth <column>", "column of the queries with the true class, to measure accuracy")
    .option("-k, --k <integer>", "how many classes to name", integerAtLeast(1), 3);
  return addQuestionFlags(command).action(async (folder: string, flags: ClassifyFlags) => {
    const { given, prior, truth, k, json } = flags;
    const run = await startRun(folder, flags);
    try {
      const classes = await galleryOf(run, flags.classes);
      const result = await classify(run, { given, queries: queriesOf(flags), classes, prior, truth, k });
      print(json, { given, ...result }, lines(result));
    } finally {
      disposeModel(run);
    }
  });
}

function lines({ queries, accuracy }: Classification): string[] {
  const rows = queries.map(({ query, matches }) => {
    const classes = matches.map((match) => `${match.name} (${confidence(match)})`);
    return `${query}: ${classes.join(", ")}`;
  });
  return accuracy === undefined ? rows : [...rows, `accuracy ${accuracy.toFixed(4)}`];
}
