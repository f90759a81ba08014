import { join } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import {
  CrosstiltError,
  createGenerator,
  evaluateLoss,
  type Loss,
  type LossBatch,
  type Metric,
  type Parameters,
  refusal,
  termsAndGradients,
} from "@crosstilt/core";
import { makeFolder, writeNpy } from "@crosstilt/formats/node";
import * as tf from "@tensorflow/tfjs-core";
import { Command } from "commander";
import { startBackend } from "../backend.js";
import { addBackendFlags, type BackendFlags } from "../backend-flags.js";
import { addDefinitionOptions, pickOptions } from "../definition-options.js";
import { reasonOf } from "../failure.js";
import { note, print } from "../output.js";
import { loadCatalogue } from "../plugins.js";
import { readMatrix, readSamples } from "../read-embeddings.js";

interface ScoreOptions extends BackendFlags {
  readonly u: string;
  readonly v: string;
  readonly metric: string;
  readonly loss: string;
  readonly inputsU?: string;
  readonly inputsV?: string;
  readonly targets?: string;
  readonly gradientOut?: string;
  readonly json?: boolean;
}

/** `crosstilt score`: any loss with any metric on given embeddings, and its gradient. */
export async function scoreCommand(argv: readonly string[]): Promise<Command> {
  const command = new Command("score")
    .description("Evaluate a loss with a metric on embeddings from NPY files, and its gradient.")
    .requiredOption("--u <file>", "embeddings of u, NPY [n, d]")
    .requiredOption("--v <file>", "embeddings of v, NPY [n, d]; row i belongs to row i of u")
    .option("--metric <name>", "alignment metric (see: crosstilt metrics)", "cosine")
    .option("--loss <name>", "loss (see: crosstilt losses)", "conditional")
    .option("--inputs-u <file>", "raw samples of u, NPY [n, …], for losses that need them (MMD)")
    .option("--inputs-v <file>", "raw samples of v, NPY [n, …]")
    .option("--targets <file>", "soft targets, NPY [n, n], for losses that need them (default: each to its own)")
    .option("--gradient-out <folder>", "write the gradients with respect to u and v there as u.npy and v.npy")
    .option("--plugin <module...>", "file or package whose losses and metrics can be named")
    .option("--json", "print one JSON object on stdout");
  addBackendFlags(command);
  // The flags of losses and metrics depend on which are named, so these are read before the rest is parsed.
  const catalogue = await addFlagsOfChoice(command, argv);
  return command.action(async (values: ScoreOptions & Record<string, unknown>) => {
    const loss = catalogue.losses.get(values.loss);
    const metric = catalogue.metrics.get(values.metric);
    await startBackend(values);
    await score(
      loss(pickOptions(loss.definition.options, values)),
      metric(pickOptions(metric.definition.options, values)),
      values,
    );
  });
}

async function addFlagsOfChoice(command: Command, argv: readonly string[]): Promise<Catalogue> {
  const { plugin, loss, metric } = readChoice(argv);
  const catalogue = await loadCatalogue(plugin);
  const chosen = { metrics: metric, losses: loss };
  for (const kind of ["metrics", "losses"] as const) {
    if (!catalogue[kind].names().includes(chosen[kind])) continue;
    const { definition } = catalogue[kind].get(chosen[kind]);
    addDefinitionOptions(command, definition.name, definition.options);
  }
  return catalogue;
}

/** What is named, read as the command itself reads it, with everything else passed over. */
function readChoice(argv: readonly string[]): { plugin: string[]; loss: string; metric: string } {
  return new Command("score")
    .option("--plugin <module...>", "", (word, words: string[]) => [...words, word], [])
    .option("--loss <name>", "", "conditional")
    .option("--metric <name>", "", "cosine")
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .parse(argv)
    .opts();
}

async function score(loss: Loss, metric: Metric, options: ScoreOptions): Promise<void> {
  const batch = await readBatch(options);
  const [n, d] = batch.u.shape;
  const { terms, gradients } = evaluate(loss, metric, batch);
  const values = Object.entries(terms).map(([name, term]) => [name, term.dataSync()[0]] as const);
  for (const [name, value] of values) demandFinite(loss, name, [value!]);
  const { total, ...named } = Object.fromEntries(values);
  if (options.gradientOut !== undefined) {
    for (const [side, gradient] of Object.entries(gradients))
      demandFinite(loss, `gradient with respect to ${side}`, gradient.dataSync());
    await writeGradients(options.gradientOut, gradients);
  }
  const settings = { loss: { name: loss.name, ...loss.options }, metric: { name: metric.name, ...metric.options } };
  const result = { loss: total, terms: named, metric: metric.name, n, d, settings };
  const lines = Object.entries(named).map(([name, value]) => `  ${name.padEnd(16)} ${value}`);
  print(options.json, result, [`${loss.name} with ${metric.name} on ${n} pairs, d = ${d}: ${total}`, ...lines]);
}

/** Terms and gradients; what a plugin throws need not say where it came from. */
function evaluate(loss: Loss, metric: Metric, batch: Omit<LossBatch, "form">): ReturnType<typeof termsAndGradients> {
  try {
    return termsAndGradients(
      (embeddings) => {
        const { u, v } = embeddings as { u: tf.Tensor2D; v: tf.Tensor2D };
        const form = metric.form(u, v, metric.parameters(u.shape[1], createGenerator(1)));
        return evaluateLoss(loss, { ...batch, u, v, form, parameters: loss.parameters(u.shape[1]) });
      },
      { u: batch.u, v: batch.v },
    );
  } catch (error) {
    if (error instanceof CrosstiltError) throw error;
    throw new CrosstiltError(`loss "${loss.name}" with metric "${metric.name}" failed: ${reasonOf(error)}`);
  }
}

async function readBatch(options: ScoreOptions): Promise<Omit<LossBatch, "form">> {
  const [u, v] = [await readMatrix("--u", options.u), await readMatrix("--v", options.v)];
  const optional = async (flag: string, path?: string) => (path ? await readSamples(flag, path) : undefined);
  const batch = {
    u,
    v,
    samplesU: await optional("--inputs-u", options.inputsU),
    samplesV: await optional("--inputs-v", options.inputsV),
    targets: ((await optional("--targets", options.targets)) ?? tf.eye(u.shape[0])) as tf.Tensor2D,
  };
  demandCounts(batch);
  return batch;
}

function demandCounts({ u, v, samplesU, samplesV, targets }: Omit<LossBatch, "form">): void {
  const [n] = u.shape;
  if (v.shape[0] !== n || v.shape[1] !== u.shape[1])
    throw refusal({
      argument: "--u and --v",
      expected: "matrices of the same shape (row i of u belongs to row i of v)",
      received: `[${u.shape}] and [${v.shape}]`,
    });
  const counts = { "--inputs-u": samplesU, "--inputs-v": samplesV, "--targets": targets };
  for (const [argument, tensor] of Object.entries(counts))
    if (tensor && tensor.shape[0] !== n)
      throw refusal({ argument, expected: `${n} rows, as many as embeddings`, received: String(tensor.shape[0]) });
  if (targets && (targets.rank !== 2 || targets.shape[1] !== n))
    throw refusal({ argument: "--targets", expected: `shape [${n}, ${n}]`, received: `[${targets.shape}]` });
}

/** Refuses to report what is no number. */
function demandFinite({ name }: Loss, quantity: string, values: ArrayLike<number>): void {
  const bad = Array.from(values).find((value) => !Number.isFinite(value));
  if (bad !== undefined)
    throw refusal({
      argument: `loss "${name}": ${quantity}`,
      expected: "finite numbers",
      received: String(bad),
      remedy: "Look for extreme embeddings; a loss of a plugin is put to the test by checkLoss of @crosstilt/testing",
    });
}

async function writeGradients(folder: string, gradients: Parameters): Promise<void> {
  await makeFolder(folder, "--gradient-out");
  for (const side of ["u", "v"]) {
    const path = join(folder, `${side}.npy`);
    await writeNpy(path, { shape: gradients[side]!.shape, data: gradients[side]!.dataSync() as Float32Array });
    note(`gradient: ${path}`);
  }
}
