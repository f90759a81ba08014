import { conditionalWeights, createGenerator, scores } from "@crosstilt/core";
import { mlp } from "@crosstilt/encoders";
import { disposeState, type Fusion, multimodal, type Tuple } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import type { ExperimentContext } from "../experiment.js";
import type { ModalitiesSettings } from "./settings.js";
import { trainTuples } from "./train-tuples.js";

/** Views of three bits, the third the exclusive or of the others: any two of them are independent. */
interface Views {
  readonly samples: Tuple;
  /** The bit of the third view. */
  readonly third: readonly number[];
}

const NAMES = ["first", "second", "third"] as const;

function views(count: number, { features, noise }: ModalitiesSettings["xor"], seed: number): Views {
  const generator = createGenerator(seed);
  const bits = Array.from({ length: count }, () => {
    const [a, b] = [generator.integer(2), generator.integer(2)];
    return [a, b, a === b ? 0 : 1];
  });
  const view = (k: number) => {
    const values = bits.flatMap((row) =>
      Array.from({ length: features }, () => 2 * row[k]! - 1 + noise * generator.normal()),
    );
    return tf.tensor2d(values, [count, features]);
  };
  return { samples: Object.fromEntries(NAMES.map((name, k) => [name, view(k)])), third: bits.map((row) => row[2]!) };
}

/** Share of the third bits that are right when it is the heavier of its two classes, given the other two views. */
export async function xorAccuracy(
  fusion: Fusion,
  { xor, seed }: ModalitiesSettings,
  context: ExperimentContext,
): Promise<number> {
  const [train, test] = [views(xor.tuples, xor, seed), views(xor.test, xor, seed + 1)];
  const encoder = mlp({ hidden: [32], dimension: 8 });
  const encoders = Object.fromEntries(NAMES.map((name) => [name, encoder]));
  const shape = Object.fromEntries(NAMES.map((name) => [name, [xor.features]]));
  const model = multimodal({ encoders, fusion }, shape);
  const options = { stage: `three bits, ${fusion}`, ...xor, seed, learningRate: 3e-3 };
  const state = await trainTuples(model, train.samples, options, context);
  const ofOne = tf.tidy(() => {
    const embed = (name: string) => model.embed(state.parameters, name, test.samples[name]!);
    const form = model.form("third", embed("third"), { first: embed("first"), second: embed("second") });
    const weights = conditionalWeights(tf.transpose(scores(form)));
    return tf.reshape(tf.matMul(weights, tf.tensor2d([...test.third], [xor.test, 1])), [-1]);
  });
  const shares = await ofOne.data();
  tf.dispose([ofOne, { ...train.samples }, { ...test.samples }]);
  disposeState(state);
  // The classes are about equally large in the gallery; what they weigh is compared with their size.
  const base = test.third.reduce((sum, bit) => sum + bit, 0) / xor.test;
  return test.third.filter((bit, i) => shares[i]! > base === (bit === 1)).length / xor.test;
}
