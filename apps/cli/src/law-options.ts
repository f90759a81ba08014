import { type GaussianSpec, type Moments, plugInLaw, streamMoments } from "@crosstilt/gaussian";
import { type Command, Option } from "commander";
import { integerAtLeast } from "./integer.js";
import { nonNegative } from "./number.js";
import { readMatrix, readSamples, type SampleFiles } from "./sample-files.js";

/** Options that say which law of pairs a command is about. */
export interface LawOptions {
  readonly covariance?: string;
  readonly split?: number;
  readonly samples?: string[];
  readonly ridge: number;
}

/** Adds the options of {@link LawOptions} to a command. */
export function withLawOptions(command: Command): Command {
  return command
    .addOption(new Option("--covariance <file>", "NPY file of the covariance of (u, v)").conflicts("samples"))
    .addOption(
      new Option("--split <integer>", "with --covariance: number of coordinates of u")
        .argParser(integerAtLeast(1))
        .conflicts("samples"),
    )
    .option("--samples <files...>", "two NPY files, u [n, p] and v [n, q], row by row in pairs")
    .option("--ridge <number>", "added to the diagonals of C_uu and C_vv", nonNegative, 0);
}

/** A covariance from its file, or paired samples from theirs; misuse of the options ends the command. */
export async function readLaw(
  command: Command,
  { covariance, split, samples, ridge }: LawOptions,
): Promise<{ spec: GaussianSpec } | SampleFiles> {
  if (covariance !== undefined) {
    if (split === undefined) return command.error("error: --covariance needs --split, the number of coordinates of u");
    return { spec: { covariance: await readMatrix(covariance), split, ridge } };
  }
  if (samples === undefined) return command.error("error: give --covariance C.npy --split k, or --samples u.npy v.npy");
  const [u, v, ...more] = samples;
  if (v === undefined || more.length > 0)
    return command.error(`error: --samples takes two files, u.npy and v.npy, but got ${samples.length}`);
  return readSamples([u!, v]);
}

/** The law of given options; of samples, the plug-in law with the number it rests on. */
export async function lawOf(
  input: Awaited<ReturnType<typeof readLaw>>,
  ridge: number,
): Promise<{ spec: GaussianSpec; moments?: Moments }> {
  if ("spec" in input) return input;
  const moments = await streamMoments(input.batches);
  return { spec: plugInLaw(moments, { ridge }), moments };
}
