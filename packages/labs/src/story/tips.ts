import type { ScalarTilt } from "../tilt/scalar-tilt.js";

/** The half axes of a model's ellipse along the diagonals u = v and u = −v, in standard deviations. */
export interface Tips {
  readonly along: number;
  readonly across: number;
}

/** The ellipse of independent standard normal numbers. */
export const independentTips: Tips = { along: 1, across: 1 };

/** The ellipse of standard normal numbers of a correlation. */
export const trueTips = (correlation: number): Tips => ({
  along: Math.sqrt(1 + correlation),
  across: Math.sqrt(1 - correlation),
});

/** The covariance `[2, 2]` of the law with such an ellipse. */
export function covarianceOfTips({ along, across }: Tips): number[][] {
  const [own, cross] = [(along ** 2 + across ** 2) / 2, (along ** 2 - across ** 2) / 2];
  return [
    [own, cross],
    [cross, own],
  ];
}

/** The tilt that makes it of independent standard normal numbers: the precision of the model is I minus that of the score. */
export function tiltOfTips({ along, across }: Tips): ScalarTilt {
  const [a, b] = [1 / along ** 2, 1 / across ** 2];
  const square = 1 - (a + b) / 2;
  return { product: (b - a) / 2, squareU: square, squareV: square };
}

/** `Z = E e^s` over independent standard normal numbers, which is the area of the ellipse over π. */
export const normaliserOfTips = ({ along, across }: Tips): number => along * across;

/** `KL(μ ‖ ν)` in nats of the truth of a correlation from a model; both have their axes on the diagonals. */
export function divergenceOfTips(correlation: number, tips: Tips): number {
  const truth = trueTips(correlation);
  const along = (axis: keyof Tips) => {
    const ratio = (truth[axis] / tips[axis]) ** 2;
    return (ratio - 1 - Math.log(ratio)) / 2;
  };
  return along("along") + along("across");
}
