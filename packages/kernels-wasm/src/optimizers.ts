import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";

export interface AdamStepOptions {
  /** `[size]`, updated in place unless said otherwise; so are the moments. */
  parameters: Pointer;
  /** `[size]`, only read. */
  gradients: Pointer;
  size: number;
  learningRate: number;
  /** Default 0. */
  weightDecay?: number;
  /** Running means of the gradient and of its square, `[size]`; zero before the first step. */
  firstMoments: Pointer;
  secondMoments: Pointer;
  /** Number of this step, counted from 1: the moments' bias is corrected by it. */
  step: number;
  /** Defaults 0.9, 0.999, 1e-8. */
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** Where the new parameters and moments go; default in place of the old ones. */
  out?: { parameters: Pointer; firstMoments: Pointer; secondMoments: Pointer };
  /** AdamW: weight decay shrinks the parameters instead of joining the gradient; default false. */
  decoupled?: boolean;
}

export interface OptimizerKernels {
  /**
   * One Adam or AdamW step over a flat buffer: p -= learningRate m̂ / (√v̂ + epsilon).
   *
   * @throws CrosstiltError on a step below 1, betas outside [0, 1) or null pointers.
   * @example kernels.adamStep({ parameters, gradients, firstMoments, secondMoments, size, learningRate: 1e-3, step: 1 });
   */
  adamStep: (options: AdamStepOptions) => void;
}

/** Elements below which another thread costs more than it brings. */
const grain = 16_384;

export function optimizerKernels(engine: Engine): OptimizerKernels {
  return { adamStep: (options) => adamStep(engine, options) };
}

function adamStep(engine: Engine, o: AdamStepOptions): void {
  const { size, learningRate, step, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, decoupled } = o;
  const { parameters, gradients, firstMoments, secondMoments, out = o } = o;
  checkSizes("adamStep", { step }, 1);
  checkSizes("adamStep", { size });
  checkNumbers({ beta1, beta2, learningRate });
  if (size === 0) return;
  const inputs = [parameters, gradients, firstMoments, secondMoments];
  const results = [out.parameters, out.firstMoments, out.secondMoments] as const;
  const [newParameters, newFirst, newSecond] = results;
  const pointers = { parameters, gradients, firstMoments, secondMoments, newParameters, newFirst, newSecond };
  checkPointers("adamStep", pointers);
  const [rate, correction] = [learningRate / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step)];
  const decays = decoupled ? [0, learningRate * weightDecay] : [weightDecay, 0];
  const moments = [rate, beta1, beta2, 1 - beta1, 1 - beta2, correction, epsilon];
  engine.runParts(
    "adam",
    splitRange(size, engine.threads, grain).map((range) => [...inputs, ...results, ...moments, ...decays, ...range]),
  );
}

function checkNumbers({ learningRate, ...betas }: Record<"beta1" | "beta2" | "learningRate", number>): void {
  for (const [name, value] of Object.entries(betas))
    if (!(value >= 0 && value < 1))
      throw refusal({ argument: `adamStep: ${name}`, expected: "in [0, 1)", received: String(value) });
  if (!Number.isFinite(learningRate))
    throw refusal({ argument: "adamStep: learningRate", expected: "a finite number", received: String(learningRate) });
}
