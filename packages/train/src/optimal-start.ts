import { type LossTerms, type Parameters, refusal, termsAndGradients } from "@crosstilt/core";
import { stationaryFactor } from "@crosstilt/evaluation";
import * as tf from "@tensorflow/tfjs-core";

/** Powers of e about where the search begins between which an optimum is looked for. */
const FARTHEST = 8;

/**
 * The parameters with one of them, the logarithm of a factor β of all scores, where the loss is least. A log-partition minus a mean
 * is convex in β, with derivative `E_ν s − E_μ s` (docs/theory.md, 20), so that is where the model's own pairs score as the true ones
 * do. Left where it was when there is none, as when true pairs score no better than others do.
 *
 * @param name of the parameter, a scalar.
 * @param loss differentiable in the parameters.
 * @returns parameters of which the caller disposes in place of the given ones, which it takes over.
 */
export async function startAtOptimum(
  parameters: Parameters,
  name: string,
  loss: (parameters: Parameters) => LossTerms,
): Promise<Parameters> {
  const { [name]: own, ...rest } = parameters;
  if (own === undefined)
    throw refusal({ argument: "startsAtOptimum", expected: "the name of a parameter", received: name });
  const [before] = (await own.data()) as unknown as [number];
  const slope = async (factor: number): Promise<number> => {
    const logFactor = tf.scalar(before + Math.log(factor));
    const { terms, gradients } = termsAndGradients((current) => loss({ ...rest, ...current }), { [name]: logFactor });
    const [derivative] = (await gradients[name]!.data()) as unknown as [number];
    tf.dispose([terms, gradients, logFactor]);
    return derivative / factor;
  };
  // By convexity: where the loss does not fall from β = 0 on, it never does.
  if (!((await slope(Math.exp(-FARTHEST))) < 0)) return parameters;
  const shift = Math.log(await stationaryFactor(slope));
  if (!(Math.abs(shift) <= FARTHEST)) return parameters;
  tf.dispose(own);
  return { ...parameters, [name]: tf.scalar(before + shift) };
}
