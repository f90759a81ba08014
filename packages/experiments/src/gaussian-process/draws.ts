import { createGenerator } from "@crosstilt/core";
import {
  type Band,
  bandOfNormal,
  fieldGivenU,
  fieldGivenV,
  type GaussianProcess,
  uniformGrid,
} from "@crosstilt/dataset-gaussian-process";
import type { NormalGenerator } from "@crosstilt/gaussian";
import type { Conditions } from "./errors.js";

const GRID = 100;

/** Draws of one conditional law with its mean and 95 % band (fig 7). */
export interface ConditionalDraws extends Pick<Band, "mean" | "lower" | "upper"> {
  readonly title: string;
  readonly axis: string;
  readonly x: readonly number[];
  readonly draws: readonly (readonly number[])[];
}

/** w, u and v given one v and one u, drawn from the exact laws. */
export function conditionalDraws(
  process: GaussianProcess,
  { u: us, v: vs }: Conditions,
  count: number,
  seed: number,
): ConditionalDraws[] {
  const [u, v, grid] = [us[0]!, vs[0]!, uniformGrid(GRID)];
  const { points, truth } = process;
  const [uGivenV, vGivenU] = [truth.uGivenV.given(v), truth.vGivenU.given(u)];
  const modes = Array.from(v, (_, i) => i + 1);
  const laws = [
    { title: "w given v", axis: "x", x: grid, ...fieldGivenV(process, { v, grid }) },
    { title: "w given u", axis: "x", x: grid, ...fieldGivenU(process, { u, grid }) },
    { title: "u given v", axis: "x", x: points, ...bandOfNormal(uGivenV), sample: uGivenV.sample },
    { title: "v given u", axis: "coefficient", x: modes, ...bandOfNormal(vGivenU), sample: vGivenU.sample },
  ];
  return laws.map(({ title, axis, x, mean, lower, upper, sample }) => {
    const rng = createGenerator(seed).fork(title);
    return { title, axis, x, mean, lower, upper, draws: drawsOf(sample, rng, count) };
  });
}

/** Four digits suffice for pictures. */
const drawsOf = (sample: (rng: NormalGenerator) => number[], rng: NormalGenerator, count: number): number[][] =>
  Array.from({ length: count }, () => sample(rng).map((value) => Number(value.toPrecision(4))));
