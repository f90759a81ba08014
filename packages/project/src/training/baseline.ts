import { join } from "node:path";
import { makeFolder } from "@crosstilt/formats/node";
import * as tf from "@tensorflow/tfjs-core";
import { heldOut } from "../pool/held-out.js";
import { linearCandidate } from "../pool/linear-candidate.js";
import { writeDescription, writeWeights } from "../run/run.js";
import { exists, runFiles } from "../run/run-folder.js";
import { baselineFolder } from "./baseline-folder.js";
import { describeRun, type Prepared } from "./prepare.js";

/** Solves the linear model that a run is compared with, where its pool has none; not without validation pairs, which choose its settings. */
export async function writeBaseline(
  folder: string,
  prepared: Prepared,
  catalogue: Parameters<typeof linearCandidate>[2],
): Promise<void> {
  const { train, validation } = prepared.splits;
  const own = baselineFolder(folder);
  if (validation === undefined || validation.length < 2 || (await exists(join(own, runFiles.weights)))) return;
  const held = await heldOut(validation);
  const { parts, parameters } = await linearCandidate(train, held, catalogue);
  await makeFolder(own);
  await writeWeights(own, parameters);
  await writeDescription(own, describeRun(prepared, own, parts));
  tf.dispose([held.u, held.v, parameters]);
}
