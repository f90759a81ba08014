import type { Parameters } from "@crosstilt/core";
import { fitTiltWeights } from "@crosstilt/evaluation";
import * as tf from "@tensorflow/tfjs-core";
import type { PartConfig } from "../config/config.js";
import { type Canonical, ridgeCanonical } from "./canonical.js";
import type { HeldOut } from "./held-out.js";
import { along, type Features, type Moments } from "./moments.js";

type Sides<T> = Readonly<Record<"u" | "v", T>>;

/** Ridges relative to the mean variance. */
const RIDGES = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/** Shares of the canonical directions. */
const SHARES = [1, 0.5, 0.25, 0.1];

/**
 * How scores come of canonical variables ξ, η with correlations ρ: cosines of `ρ^p ξ` and `ρ^p η`, or the log density ratio of the
 * Gaussian law, `Σ (ρ ξη − ½ρ²(ξ² + η²))/(1 − ρ²)`.
 */
type Reading = { readonly power: number } | "gaussian";
const READINGS: readonly Reading[] = [{ power: 1 }, "gaussian", { power: 2 }, { power: 0.5 }, { power: 0 }];

/** Nats below which a simpler setting is as good. */
const EQUAL = 1e-3;

interface Setting {
  readonly ridge: number;
  readonly share: number;
  readonly reading: Reading;
}

export interface Judged extends Setting {
  readonly loss: number;
  /** The inverse temperature. */
  readonly weight: number;
}

/** The settings under which validation pairs are most probable: ridge, reading and share in turn, until none changes. */
export async function bestSetting(moments: Moments, features: Sides<Features>, held: HeldOut): Promise<Judged> {
  return searching(moments, features, held, async (bestOf) => {
    let best = await bestOf([{ ridge: 1e-2, share: 1, reading: READINGS[0]! }]);
    best = await climbed(best, bestOf);
    for (let before: Judged | undefined; before !== best; ) {
      before = best;
      best = await bestOf([best, ...READINGS.map((reading) => ({ ...best, reading }))]);
      best = await bestOf([best, ...SHARES.map((share) => ({ ...best, share }))]);
      best = await climbed(best, bestOf);
    }
    return best;
  });
}

/** The loss of validation pairs under settings that do well most often: a glance, to compare features by. */
export async function glance(moments: Moments, features: Sides<Features>, held: HeldOut): Promise<number> {
  const settings = [0.01, 0.1].map((ridge) => ({ ridge, share: 1, reading: READINGS[0]! }));
  return (await searching(moments, features, held, (bestOf) => bestOf(settings))).loss;
}

/** Runs a search among settings, none of which is tried twice. */
async function searching(
  moments: Moments,
  features: Sides<Features>,
  held: HeldOut,
  search: (bestOf: (settings: readonly Setting[]) => Promise<Judged>) => Promise<Judged>,
): Promise<Judged> {
  const rows = tf.tidy(() => ({
    u: along(moments.u, features.u.of(held.u)),
    v: along(moments.v, features.v.of(held.v)),
  }));
  const solved = new Map<number, Canonical>();
  const tried = new Map<string, Judged>();
  const judge = async ({ ridge, share, reading }: Setting): Promise<Judged> => {
    const setting = { ridge, share, reading };
    const name = JSON.stringify(setting);
    const canonical = solved.get(ridge) ?? (await ridgeCanonical(moments, ridge));
    solved.set(ridge, canonical);
    const known = tried.get(name) ?? { ...setting, ...(await judged(canonical, rows, setting, held)) };
    tried.set(name, known);
    return known;
  };
  try {
    return await search(async ([first, ...others]) => {
      let best = await judge(first!);
      for (const setting of others) {
        const next = await judge(setting);
        if (next.loss < best.loss - EQUAL) best = next;
      }
      return best;
    });
  } finally {
    tf.dispose(rows);
    for (const { u, v } of solved.values()) tf.dispose([u, v]);
  }
}

/** To neighbouring ridges while that gains. */
async function climbed(start: Judged, bestOf: (settings: readonly Setting[]) => Promise<Judged>): Promise<Judged> {
  const best = await bestOf([start, ...neighbours(start.ridge).map((ridge) => ({ ...start, ridge }))]);
  return best === start ? best : climbed(best, bestOf);
}

const neighbours = (ridge: number): number[] => {
  const at = RIDGES.indexOf(ridge);
  return RIDGES.filter((_, i) => Math.abs(i - at) === 1);
};

async function judged(
  canonical: Canonical,
  rows: Sides<tf.Tensor2D>,
  { share, reading }: Setting,
  { pairs }: HeldOut,
): Promise<Pick<Judged, "loss" | "weight">> {
  const r = kept(share, canonical);
  const scores = tf.tidy((): tf.Tensor2D => {
    const factors = tf.tensor1d(factorsOf(canonical.correlations.slice(0, r), reading));
    const side = (name: "u" | "v") =>
      tf.mul(tf.matMul(rows[name], tf.slice(canonical[name], [0, 0], [-1, r])), factors) as tf.Tensor2D;
    const [x, y] = [side("u"), side("v")];
    if (reading !== "gaussian") return tf.matMul(unit(x), unit(y), false, true);
    const rho = tf.tensor1d(canonical.correlations.slice(0, r));
    const own = (z: tf.Tensor2D) => tf.mul(tf.sum(tf.mul(tf.square(z), rho), 1, true), 0.5);
    return tf.sub(tf.sub(tf.matMul(x, y, false, true), own(x)), tf.transpose(own(y))) as tf.Tensor2D;
  });
  const { loss, weights } = await fitTiltWeights([scores], pairs);
  scores.dispose();
  return { loss, weight: weights[0]! };
}

const unit = (x: tf.Tensor2D) => tf.div(x, tf.maximum(tf.norm(x, 2, 1, true), 1e-12)) as tf.Tensor2D;

/** Correlations nearer to 1 are the sample's. */
const HIGHEST = 0.999;

/** What canonical variables are multiplied by. */
const factorsOf = (correlations: readonly number[], reading: Reading): number[] =>
  correlations.map((rho) => {
    if (reading !== "gaussian") return rho ** reading.power;
    const r = Math.min(rho, HIGHEST);
    return Math.sqrt(r / (1 - r * r));
  });

/** The metric of a closed form, and the parameters of it and of the linear maps. */
export interface ClosedForm {
  readonly dimension: number;
  readonly metric: PartConfig;
  /** `u.linear.…`, `v.linear.…`, `metric.…`. */
  readonly parameters: Parameters;
}

/** The encoders and the metric of a setting. The caller disposes of the parameters. */
export async function closedForm(moments: Moments, { ridge, share, reading, weight }: Judged): Promise<ClosedForm> {
  const canonical = await ridgeCanonical(moments, ridge);
  const correlations = canonical.correlations.slice(0, kept(share, canonical));
  const dimension = correlations.length;
  const side = (name: "u" | "v"): Parameters =>
    tf.tidy(() => {
      const { mean, axes } = moments[name];
      const directions = tf.matMul(axes, tf.slice(canonical[name], [0, 0], [-1, dimension]));
      const kernel = tf.mul(directions, tf.tensor1d(factorsOf(correlations, reading))) as tf.Tensor2D;
      const bias = tf.neg(tf.reshape(tf.matMul(tf.reshape(mean, [1, -1]), kernel), [-1]));
      return { [`${name}.linear.kernel`]: kernel, [`${name}.linear.bias`]: bias };
    });
  const own = () => tf.tidy(() => tf.diag(tf.sqrt(tf.tensor1d(correlations))));
  const parameters = {
    ...side("u"),
    ...side("v"),
    "metric.logScale": tf.scalar(Math.log(Math.max(weight, LEAST_WEIGHT))),
    ...(reading === "gaussian" && { "metric.P": own(), "metric.Q": own() }),
  };
  tf.dispose([canonical.u, canonical.v]);
  const metric = {
    name: reading === "gaussian" ? "general-quadratic" : "cosine",
    temperature: "learned",
    minimumTemperature: LEAST_TEMPERATURE,
  };
  return { dimension, metric, parameters };
}

/** Where nothing is to be learned, the weight of scores is 0, of which there is no logarithm; and no temperature is too low. */
const [LEAST_WEIGHT, LEAST_TEMPERATURE] = [1e-6, 1e-9];

const kept = (share: number, { correlations }: Canonical): number =>
  Math.max(1, Math.ceil(share * correlations.length));
