import { disposeModel, type Finetuned, finetune, saveGallery } from "@crosstilt/project";
import { Command, Option } from "commander";
import { integerAtLeast } from "../integer.js";
import { abortOnInterrupt } from "../interrupt.js";
import { positive } from "../number.js";
import { print } from "../output.js";
import { createProgress } from "../progress.js";
import { addRunFlags, parseNamedFile, type RunFlags, startRun } from "../project-flags.js";

interface FinetuneFlags extends RunFlags {
  readonly given: "u" | "v";
  readonly samples: string;
  readonly columns?: readonly string[];
  readonly labels: string;
  readonly labelsFile?: string;
  readonly classes?: string;
  readonly out: string;
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** `crosstilt finetune RUN`: label embeddings and a label prior on labelled samples, with frozen encoders. */
export function finetuneCommand(): Command {
  const command = new Command("finetune")
    .description("Learn label embeddings and a label prior on labelled samples; the encoders stay (eqs. 32-35).")
    .argument("<run>", "folder of the run")
    .addOption(new Option("--given <side>", "the side that is labelled").choices(["u", "v"]).default("u"))
    .requiredOption("--samples <file>", "labelled samples, as in training")
    .option("--columns <name...>", "columns of the samples (default: those of training)")
    .requiredOption("--labels <column>", "column with the labels")
    .option("--labels-file <file>", "the file with that column (default: that of the samples)")
    .option(
      "--classes <file>",
      "samples of the other side to begin with: FILE:NAMES, one a class (default: class means)",
    )
    .requiredOption("--out <folder>", "where the classes go; for: crosstilt classify --classes")
    .option("--epochs <integer>", "passes over the samples", integerAtLeast(1), 20)
    .option("--learning-rate <number>", "step size of Adam", positive, 1e-2)
    .option("--seed <integer>", "seed of the order", integerAtLeast(0), 1);
  return addRunFlags(command).action(async (folder: string, flags: FinetuneFlags) => {
    const run = await startRun(folder, flags);
    const progress = createProgress();
    try {
      const { classes, ...about } = await learn(run, flags, progress).finally(progress.stop);
      await saveGallery(run, classes, flags.out);
      print(flags.json, { out: flags.out, classes: classes.names, ...about }, lines(about, flags.out));
    } finally {
      disposeModel(run);
    }
  });
}

function learn(
  run: Parameters<typeof finetune>[0],
  flags: FinetuneFlags,
  progress: ReturnType<typeof createProgress>,
): Promise<Finetuned> {
  const { given, samples, columns, labels, labelsFile, classes, epochs, learningRate, seed } = flags;
  const { signal, arm } = abortOnInterrupt();
  return finetune(run, {
    given,
    samples: { path: samples, columns },
    epochs,
    learningRate,
    seed,
    signal,
    labels: labelsFile === undefined ? labels : { path: labelsFile, column: labels },
    classes: classes === undefined ? undefined : parseNamedFile(classes),
    onStep: ({ step, totalSteps, loss, examples }) => {
      arm();
      progress.report({ stage: "fine-tuning", done: step, total: totalSteps, loss, examples });
    },
  });
}

const lines = ({ accuracyBefore, accuracy, trained, tested }: Omit<Finetuned, "classes">, out: string): string[] => [
  `learned from ${trained} samples; accuracy on ${tested} others ${accuracyBefore.toFixed(4)} before, ${accuracy.toFixed(4)} now`,
  `Next: crosstilt classify … --classes ${out}`,
];
