import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";

/** The order is that of `Op` in assembly/activations.ts. */
const activations = ["exp", "tanh", "sigmoid", "gelu", "relu"] as const;

/** `gelu` is x Φ(x), with Φ the normal distribution function. */
export type ActivationName = (typeof activations)[number];

export interface ActivationOptions {
  name: ActivationName;
  x: Pointer;
  /** May be `x`. */
  out: Pointer;
  size: number;
}

export interface ActivationGradientOptions {
  name: ActivationName;
  x: Pointer;
  dy: Pointer;
  /** May be `dy`. */
  dx: Pointer;
  size: number;
}

export interface ActivationKernels {
  /**
   * out = name(x), element by element, to float32's accuracy; `gelu` to 1e-6.
   *
   * @throws CrosstiltError on an unknown name.
   * @example kernels.activation({ name: "gelu", x, out, size: 512 * 256 });
   */
  activation: (options: ActivationOptions) => void;
  /** dx = dy name'(x). */
  activationGradient: (options: ActivationGradientOptions) => void;
}

/** Elements below which another thread costs more than it brings. */
const grain = 16_384;

export function activationKernels(engine: Engine): ActivationKernels {
  const run = (kernel: string, name: ActivationName, pointers: Readonly<Record<string, Pointer>>, size: number) => {
    const op = activations.indexOf(name);
    if (op < 0)
      throw refusal({
        argument: `${kernel}: name`,
        expected: `one of ${activations.join(", ")}`,
        received: String(name),
      });
    checkSizes(kernel, { size });
    if (size === 0) return;
    checkPointers(kernel, pointers);
    engine.runParts(
      kernel,
      splitRange(size, engine.threads, grain).map((range) => [op, ...Object.values(pointers), ...range]),
    );
  };
  return {
    activation: ({ name, x, out, size }) => run("activation", name, { x, out }, size),
    activationGradient: ({ name, x, dy, dx, size }) => run("activationGradient", name, { x, dy, dx }, size),
  };
}
