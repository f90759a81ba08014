import { type PairsSource, type ReadPartOptions, readRunPairs } from "../run/part.js";
import { type Run, writeDescription } from "../run/run.js";
import { calibrationOn } from "./calibration-on.js";

/**
 * Calibrates a run or a model anew, on held-out pairs or files of the user's, and writes it into `model.json`; weights stay.
 *
 * @example
 * const { temperature } = await calibrate(run, { pairs: { u: "new-u.npy", v: "new-v.npy" } });
 */
export async function calibrate(
  run: Run,
  { pairs = "validation", limit }: ReadPartOptions & { readonly pairs?: PairsSource } = {},
): Promise<{ readonly pairs: number; readonly temperature: number | null }> {
  const arrays = await readRunPairs(run, pairs, { limit });
  const calibration = await calibrationOn(run, arrays);
  const { calibration: _, ...description } = run.description;
  await writeDescription(run.folder, { ...description, ...(calibration && { calibration }) });
  return { pairs: arrays.keys.length, temperature: calibration?.temperature ?? null };
}
