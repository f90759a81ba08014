import type { Objective } from "../src/index.js";

/** Every objective with a closed form. */
export const objectives: Required<Objective>[] = [
  { metric: "inner-product", loss: "conditional", lambdaU: 1, lambdaV: 1 },
  { metric: "inner-product", loss: "conditional", lambdaU: 2, lambdaV: 0 },
  { metric: "inner-product", loss: "joint", lambdaU: 1, lambdaV: 1 },
  { metric: "quadratic", loss: "conditional", lambdaU: 1, lambdaV: 1 },
  { metric: "quadratic", loss: "conditional", lambdaU: 2, lambdaV: 0 },
  { metric: "quadratic", loss: "conditional", lambdaU: 0, lambdaV: 2 },
  { metric: "quadratic", loss: "conditional", lambdaU: 1.7, lambdaV: 0.3 },
  { metric: "quadratic", loss: "conditional", lambdaU: 0.01, lambdaV: 1 },
  { metric: "quadratic", loss: "joint", lambdaU: 1, lambdaV: 1 },
  { metric: "general-quadratic", loss: "conditional", lambdaU: 1, lambdaV: 1 },
  { metric: "general-quadratic", loss: "conditional", lambdaU: 2, lambdaV: 0 },
  { metric: "general-quadratic", loss: "joint", lambdaU: 1, lambdaV: 1 },
];

export const nameOf = ({ metric, loss, lambdaU, lambdaV }: Required<Objective>): string =>
  loss === "joint" ? `${metric}, joint` : `${metric}, conditional (${lambdaU}, ${lambdaV})`;
