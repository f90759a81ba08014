// Simulated data sets whose law is known, and what advice on them comes to: the evidence behind the intervals of `advise`.
import { canonicalCorrelations } from "../src/canonical.js";
import {
  type AdviceRow,
  advise,
  foldMoments,
  groupsOf,
  type JointGaussian,
  jointGaussian,
  type Matrix,
  mergeMoments,
  type Objective,
  type Purpose,
  plugInLaw,
  trueModel,
} from "../src/index.js";
import { apply, block, build, identity, product, transpose } from "../src/matrix.js";
import { measureOf } from "../src/measures.js";
import { optimalEncoders } from "../src/optimum.js";
import { type Generator, generator, randomMatrix } from "./random.js";

type Rows = { u: Matrix; v: Matrix };

/** Pairs with known second moments. */
export interface Scenario {
  readonly name: ScenarioName;
  readonly law: JointGaussian;
  draw(rng: Generator): Rows;
}

export const scenarioNames = ["independent", "weak", "strong", "heavy-tailed", "nonlinear", "grouped"] as const;
type ScenarioName = (typeof scenarioNames)[number];

const between = (rng: Generator, low: number, high: number) => low + rng.uniform() * (high - low);

/** A random law of the kind, 1 to 6 coordinates a side, 8 to 40 pairs a coordinate. */
export function scenario(name: ScenarioName, seed: number): Scenario {
  const rng = generator(seed);
  const [p, q] = [rng.integer(1, 6), rng.integer(1, 6)];
  const count = Math.round((p + q) * between(rng, 8, 40));
  const sigma = Array.from({ length: Math.min(p, q) }, () => correlation(name, rng));
  const [left, right] = [mixing(rng, p), mixing(rng, q)];
  const cross = build(p, q, (i, j) => (i === j ? sigma[i]! : 0));
  const law = jointGaussian({
    blocks: {
      uu: product(left, transpose(left)),
      uv: product(left, cross, transpose(right)),
      vv: product(right, transpose(right)),
    },
  });
  const white = whiteDraw[name];
  const draw = (random: Generator) => {
    const rows = white({ random, count, p, q, sigma });
    return { u: rows.map(({ x }) => apply(left, x)), v: rows.map(({ y }) => apply(right, y)) };
  };
  return { name, law, draw };
}

function correlation(name: ScenarioName, rng: Generator): number {
  if (name === "independent") return 0;
  if (name === "weak") return between(rng, 0, 0.25);
  return name === "strong" ? between(rng, 0.5, 0.97) : between(rng, 0, 0.8);
}

const mixing = (rng: Generator, n: number): Matrix =>
  randomMatrix(rng, n, n).map((row, i) => row.map((value, j) => 0.4 * value + identity(n)[i]![j]!));

interface White {
  readonly random: Generator;
  readonly count: number;
  readonly p: number;
  readonly q: number;
  readonly sigma: readonly number[];
}

type WhiteRow = { x: number[]; y: number[] };

const normals = (rng: Generator, n: number) => Array.from({ length: n }, () => rng.normal());

const partner = ({ random, q, sigma }: White, x: readonly number[]) =>
  normals(random, q).map((e, i) => (i < sigma.length ? sigma[i]! * x[i]! + Math.sqrt(1 - sigma[i]! ** 2) * e : e));

function gaussianRows(white: White): WhiteRow[] {
  return Array.from({ length: white.count }, () => {
    const x = normals(white.random, white.p);
    return { x, y: partner(white, x) };
  });
}

/** Rows of unit variances and correlations σ under every kind of law. */
const whiteDraw: Record<ScenarioName, (white: White) => WhiteRow[]> = {
  independent: gaussianRows,
  weak: gaussianRows,
  strong: gaussianRows,
  // Student's t with 8 degrees of freedom, scaled to unit variance.
  "heavy-tailed": (white) =>
    gaussianRows(white).map(({ x, y }) => {
      const chi = normals(white.random, 8).reduce((total, value) => total + value * value, 0);
      const scale = Math.sqrt(6 / chi);
      return { x: x.map((value) => scale * value), y: y.map((value) => scale * value) };
    }),
  // Half of what is not linear in x is a parabola of it.
  nonlinear: (white) =>
    gaussianRows(white).map(({ x, y }) => ({
      x,
      y: y.map((value, i) => {
        if (i >= white.sigma.length) return value;
        const rest = value - white.sigma[i]! * x[i]!;
        const parabola = (Math.sqrt(1 - white.sigma[i]! ** 2) * (x[i]! ** 2 - 1)) / Math.SQRT2;
        return white.sigma[i]! * x[i]! + Math.SQRT1_2 * (rest + parabola);
      }),
    })),
  // Every x has five y, one after the other.
  grouped: (white) =>
    Array.from({ length: white.count }, () => normals(white.random, white.p)).flatMap((x) =>
      Array.from({ length: 5 }, () => ({ x, y: partner(white, x) })),
    ),
};

/** Advice on one draw beside the truth about the same fits. */
export interface Outcome {
  readonly recommended: Held;
  readonly none: Held;
  readonly rows: Held[];
  readonly information: Held;
}

/** A predicted error with its interval, and the true one. */
export interface Held {
  readonly predicted: number;
  readonly interval: readonly [number, number];
  readonly truth: number;
}

/** Draws, asks for advice, and measures every recommended fit under the true law. */
export async function outcomeOf({ law, draw }: Scenario, purpose: Purpose, seed: number): Promise<Outcome> {
  const samples = draw(generator(seed));
  const folds = await foldMoments([samples], { groups: groupsOf(samples).labels });
  const advice = advise({ folds, purpose });
  const fitted = plugInLaw(folds.reduce(mergeMoments));
  const measure = measureOf(purpose);
  const split = { law: fitted, data: aboutMeans(law, fitted), share: 1 };
  const canonical = canonicalCorrelations(fitted);
  const truthOf = (row: AdviceRow) => {
    const encoders = row.metric === "none" ? null : optimalEncoders(canonical, row as Required<Objective>, row.rank);
    const model = encoders && { encoders, metric: row.metric as Objective["metric"] };
    return Math.max(0, measure.risk(split, model) - measure.unavoidable(law));
  };
  const held = (row: AdviceRow): Held => ({ predicted: row.error, interval: row.interval!, truth: truthOf(row) });
  return {
    recommended: held(advice.recommended),
    none: held(advice.table.find(({ rank }) => rank === 0)!),
    rows: advice.table.filter(({ rank }) => rank > 0).map(held),
    information: {
      predicted: advice.mutualInformation,
      interval: advice.mutualInformationInterval!,
      truth: -measureOf("joint").unavoidable(law),
    },
  };
}

/** Second moments of the true law about the means of the fitted one. */
function aboutMeans(law: JointGaussian, { mean }: JointGaussian) {
  const gap = [...mean.u, ...mean.v];
  const [p, n] = [law.uu.length, gap.length];
  const whole = trueModel(law).joint!.covariance;
  const second = build(n, n, (i, j) => whole[i]![j]! + gap[i]! * gap[j]!);
  return { uu: block(second, 0, p, 0, p), uv: block(second, 0, p, p, n), vv: block(second, p, n, p, n) };
}

/** Whether the truth lies in the interval; 1e-12 below it counts, where both are zero up to rounding. */
const covers = ({ interval: [low, high], truth }: Held): boolean => truth >= low - 1e-12 && truth <= high + 1e-12;

/** Share of intervals that hold the truth. */
export const coverage = (held: readonly Held[]): number => held.filter(covers).length / held.length;
