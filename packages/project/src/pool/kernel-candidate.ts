import type { Catalogue } from "@crosstilt/catalogue";
import { cloneParameters, createGenerator, type Pairs, type Parameters } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Candidate, modelOfParts } from "./candidate.js";
import { bestSetting, closedForm, glance } from "./closed-form.js";
import type { HeldOut } from "./held-out.js";
import { flat } from "./linear-candidate.js";
import { type Axes, axesOf, disposeAxes, type Features, momentsOf } from "./moments.js";

type Sides<T> = Readonly<Record<"u" | "v", T>>;

/** Random features of a side, and principal axes among them. */
interface Size {
  readonly features: number;
  readonly axes: number;
}

/** Few tell which width is best, many are what the candidate is made of. */
const [FEW, MANY]: [Size, Size] = [
  { features: 512, axes: 128 },
  { features: 2048, axes: 384 },
];

/** Fewer features of large pictures: each has a weight for every number of a sample. */
const fitting = ({ features, axes }: Size, inputs: number): Size => {
  const most = Math.max(64, Math.min(features, Math.floor(MOST_WEIGHTS / inputs)));
  return { features: most, axes: Math.min(axes, most) };
};
const MOST_WEIGHTS = 16e6;

/** Powers of two about the median distance between which widths are looked for. */
const [NARROWEST, WIDEST] = [-4, 2];

/** Nats that a width must gain. */
const GAIN = 2e-3;

/** One side's features under a width of the kernel. */
interface Waves {
  readonly bandwidth: number;
  /** Of the encoder `fourier`, before its linear map. */
  readonly parameters: Parameters;
  readonly features: Features;
  readonly axes: Axes;
}

/**
 * The closed form in the feature space of a Gaussian kernel, by random Fourier features. The widths of both sides are found in turn,
 * each from the median distance between samples by doubling or halving it while validation pairs gain. The caller disposes of the
 * parameters.
 */
export async function kernelCandidate(train: Pairs, held: HeldOut, catalogue: Catalogue): Promise<Candidate> {
  const medians = await medianDistances(train);
  const known = new Map<string, Waves>();
  const wavesOf = async (side: "u" | "v", power: number, size: Size) => {
    const name = JSON.stringify([side, power, size]);
    const waves = known.get(name) ?? (await makeWaves(train, side, medians[side] * 2 ** power, size));
    known.set(name, waves);
    return waves;
  };
  const look = async (powers: Sides<number>, size: Size) => {
    const waves = { u: await wavesOf("u", powers.u, size), v: await wavesOf("v", powers.v, size) };
    const features = { u: waves.u.features, v: waves.v.features };
    return { waves, features, moments: await momentsOf(train, features, { u: waves.u.axes, v: waves.v.axes }) };
  };
  try {
    const powers = await narrowed(async (at) => {
      const { moments, features } = await look(at, FEW);
      return glance(moments, features, held);
    });
    const { waves, features, moments } = await look(powers, MANY);
    const { dimension, metric, parameters } = await closedForm(moments, await bestSetting(moments, features, held));
    const encoder = (side: "u" | "v") => ({
      name: "fourier",
      features: waves[side].features.count,
      bandwidth: waves[side].bandwidth,
      dimension,
    });
    const parts = { encoders: { u: encoder("u"), v: encoder("v") }, metric };
    const before = cloneParameters({ ...waves.u.parameters, ...waves.v.parameters });
    const model = modelOfParts(parts, train.shape, catalogue);
    return { name: "kernel", parts, model, parameters: { ...before, ...parameters } };
  } finally {
    for (const { parameters, axes } of known.values()) {
      tf.dispose(parameters);
      disposeAxes(axes);
    }
  }
}

/** Powers of two of both sides, one side after the other from 0, narrower or else wider while the loss falls. */
async function narrowed(lossAt: (powers: Sides<number>) => Promise<number>): Promise<Sides<number>> {
  let best = { powers: { u: 0, v: 0 }, loss: await lossAt({ u: 0, v: 0 }) };
  for (const side of ["u", "v"] as const)
    for (const step of [-1, 1]) {
      const before = best;
      for (let power = best.powers[side] + step; power >= NARROWEST && power <= WIDEST; power += step) {
        const powers = { ...best.powers, [side]: power };
        const loss = await lossAt(powers);
        if (!(loss < best.loss - GAIN)) break;
        best = { powers, loss };
      }
      if (best !== before) break;
    }
  return best.powers;
}

async function makeWaves(train: Pairs, side: "u" | "v", bandwidth: number, wanted: Size): Promise<Waves> {
  const plain = flat(train.shape[side]);
  const size = fitting(wanted, plain.count);
  const { normal, uniform } = createGenerator(3).fork(side);
  const kernel = tf.tensor2d(
    Float32Array.from({ length: plain.count * size.features }, () => normal() / bandwidth),
    [plain.count, size.features],
  );
  const bias = tf.tensor1d(Float32Array.from({ length: size.features }, () => 2 * Math.PI * uniform()));
  const features: Features = {
    count: size.features,
    of: (samples) =>
      tf.tidy(
        () =>
          tf.mul(
            tf.cos(tf.add(tf.matMul(plain.of(samples), kernel), bias)),
            Math.sqrt(2 / size.features),
          ) as tf.Tensor2D,
      ),
  };
  const parameters = { [`${side}.fourier.kernel`]: kernel, [`${side}.fourier.bias`]: bias };
  return { bandwidth, parameters, features, axes: await axesOf(train, side, features, size.axes) };
}

/** Training pairs that distances are measured between. */
const MEASURED = 400;

/** The median distance between different samples of each side. */
async function medianDistances(train: Pairs): Promise<Sides<number>> {
  const batch = await train.batch(createGenerator(4).permutation(train.length).subarray(0, MEASURED));
  const median = async (side: "u" | "v") => {
    const distances = tf.tidy(() => {
      const rows = flat(train.shape[side]).of(batch[side]);
      const x = tf.sub(rows, tf.mean(rows, 0)) as tf.Tensor2D;
      const squares = tf.sum(tf.square(x), 1, true);
      return tf.sqrt(tf.relu(tf.sub(tf.add(squares, tf.transpose(squares)), tf.mul(tf.matMul(x, x, false, true), 2))));
    });
    const values = (await distances.data()) as Float32Array;
    distances.dispose();
    const most = values.reduce((a, b) => Math.max(a, b), 0);
    const apart = values.filter((value) => value > 1e-3 * most).sort();
    return apart[apart.length >> 1] ?? 1;
  };
  const medians = { u: await median("u"), v: await median("v") };
  tf.dispose(batch);
  return medians;
}
