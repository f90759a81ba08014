import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";

interface FlatStep {
  /** `[size]`, updated in place unless said otherwise; so are the moments. */
  parameters: Pointer;
  /** `[size]`, only read. */
  gradients: Pointer;
  size: number;
  learningRate: number;
  /** Default 0. */
  weightDecay?: number;
}

export interface AdamStepOptions extends FlatStep {
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

export interface MomentumStepOptions extends FlatStep {
  /** Decaying sum of gradients, `[size]`; zero before the first step. */
  velocity: Pointer;
  /** Default 0: plain gradient descent. */
  momentum?: number;
  /** Default false. */
  nesterov?: boolean;
}

export interface OptimizerKernels {
  /**
   * One Adam or AdamW step over a flat buffer: p -= learningRate m̂ / (√v̂ + epsilon).
   *
   * @throws RangeError on a step below 1, betas outside [0, 1) or null pointers.
   * @example kernels.adamStep({ parameters, gradients, firstMoments, secondMoments, size, learningRate: 1e-3, step: 1 });
   */
  adamStep: (options: AdamStepOptions) => void;
  /** One step of gradient descent with momentum: m = momentum m + g, p -= learningRate m. */
  momentumStep: (options: MomentumStepOptions) => void;
}

/** Elements below which another thread costs more than it brings. */
const grain = 16_384;

export function optimizerKernels(engine: Engine): OptimizerKernels {
  const run = (name: string, size: number, values: readonly number[]) =>
    engine.runParts(
      name,
      splitRange(size, engine.threads, grain).map((range) => [...values, ...range]),
    );
  return {
    adamStep: (o) => {
      const { size, learningRate, step, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, decoupled } = o;
      const { parameters, gradients, firstMoments, secondMoments, out = o } = o;
      checkSizes("adamStep", { step }, 1);
      checkFractions("adamStep", { beta1, beta2 });
      const results = [out.parameters, out.firstMoments, out.secondMoments] as const;
      const [newParameters, newFirst, newSecond] = results;
      const pointers = { firstMoments, secondMoments, newParameters, newFirst, newSecond };
      if (!checkFlat("adamStep", o, pointers)) return;
      const [rate, correction] = [learningRate / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step)];
      const decays = decoupled ? [0, learningRate * weightDecay] : [weightDecay, 0];
      const moments = [rate, beta1, beta2, 1 - beta1, 1 - beta2, correction, epsilon];
      run("adam", size, [parameters, gradients, firstMoments, secondMoments, ...results, ...moments, ...decays]);
    },
    momentumStep: (o) => {
      const {
        parameters,
        gradients,
        velocity,
        size,
        learningRate,
        momentum = 0,
        weightDecay = 0,
        nesterov = false,
      } = o;
      checkFractions("momentumStep", { momentum });
      if (!checkFlat("momentumStep", o, { velocity })) return;
      run("momentum", size, [parameters, gradients, velocity, learningRate, momentum, weightDecay, Number(nesterov)]);
    },
  };
}

function checkFractions(kernel: string, fractions: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(fractions))
    if (!(value >= 0 && value < 1)) throw new RangeError(`${kernel}: ${name} must be in [0, 1), got ${value}`);
}

/** Whether there is anything to do. */
function checkFlat(kernel: string, o: FlatStep, moments: Readonly<Record<string, Pointer>>): boolean {
  checkSizes(kernel, { size: o.size });
  if (!Number.isFinite(o.learningRate))
    throw new RangeError(`${kernel}: learningRate must be a finite number, got ${o.learningRate}`);
  if (o.size > 0) checkPointers(kernel, { parameters: o.parameters, gradients: o.gradients, ...moments });
  return o.size > 0;
}
