import { join } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import * as tf from "@tensorflow/tfjs-core";
import { heldOut } from "../pool/held-out.js";
import { linearCandidate } from "../pool/linear-candidate.js";
import { candidateFolder, exists, runFiles } from "../run/run-folder.js";
import { writeCandidate } from "./candidate-model.js";
import type { Prepared } from "./prepare.js";

/** Solves the linear model that a run is compared with, where its pool has none; not without validation pairs, which choose its settings. */
export async function writeBaseline(folder: string, prepared: Prepared, catalogue: Catalogue): Promise<void> {
  const { train, validation } = prepared.splits;
  const known = await exists(join(candidateFolder(folder, "linear"), runFiles.weights));
  if (validation === undefined || validation.length < 2 || known) return;
  const held = await heldOut(validation);
  const linear = await linearCandidate(train, held, catalogue);
  await writeCandidate(folder, linear, prepared);
  tf.dispose([held.u, held.v, linear.parameters]);
}
