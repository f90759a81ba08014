import { blocks, createGenerator, type Loss, type Pairs, type Parameters, type ScoreModel } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { evaluateOn } from "./fit.js";

/**
 * The mean loss of pairs in batches of the size of training, on which a contrastive loss depends; a smaller last batch is
 * left out unless it is the only one. The batches are the same every time.
 *
 * @example
 * const loss = await validationLoss(model, state.parameters, validation, loss, { batchSize: 512 });
 */
export async function validationLoss(
  model: ScoreModel,
  parameters: Parameters,
  pairs: Pairs,
  loss: Loss,
  { batchSize }: { readonly batchSize: number },
): Promise<number> {
  const order = createGenerator(1).permutation(pairs.length);
  const size = Math.min(batchSize, pairs.length);
  const batches = [...blocks(pairs.length, size)].filter((rows) => rows.length === size);
  let sum = 0;
  for (const rows of batches) {
    const batch = await pairs.batch(rows.map((row) => order[row]!));
    sum += (await evaluateOn(model, parameters, batch, loss)).total!;
    tf.dispose(batch);
  }
  return sum / batches.length;
}
