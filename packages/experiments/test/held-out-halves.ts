import { arrayPairs, createGenerator, type FactoredScores, factoredScores, takeRows } from "@crosstilt/core";
import { loadMnist } from "@crosstilt/dataset-mnist";
import { mlp } from "@crosstilt/encoders";
import {
  type Calibration,
  type CalibrationBin,
  calibration,
  conformalCalibration,
  conformalThreshold,
  fitTemperature,
  partnerCalibration,
  partnerDetection,
  searchedLogRatios,
  setQuality,
} from "@crosstilt/evaluation";
import { conditional } from "@crosstilt/losses";
import { cosine } from "@crosstilt/metrics";
import { adam, scaledScores, train } from "@crosstilt/train";

/** How much is trained on and held out. */
export interface HalvesSize {
  /** The upper and the lower half of a digit, or its even and its odd columns, which tell nearly all about each other. */
  readonly cut: "across" | "columns";
  readonly train: number;
  readonly epochs: number;
  readonly width: number;
  /** Held-out pairs, half of which calibrate. */
  readonly heldOut: number;
  readonly seeds: number;
}

/** What held-out halves say, one number a seed. */
export interface HeldOutHalves {
  /** Of sets of 90 %. */
  readonly coverage: number[];
  readonly setSize: number[];
  /** As it is, and without the chance of counting so many pairs. */
  readonly calibrationError: number[];
  readonly systematicError: number[];
  readonly auroc: number[];
}

/**
 * The upper and the lower half of handwritten digits: a model of them, and pairs it has not seen, dealt by 20 seeds into two
 * halves of which one calibrates and the other is asked.
 */
export async function heldOutHalves({
  cut,
  train: count,
  epochs,
  width,
  heldOut,
  seeds,
}: HalvesSize): Promise<HeldOutHalves> {
  const mnist = await loadMnist();
  const encoder = () => mlp({ hidden: [width], dimension: 32 });
  using model = await train(
    { u: encoder(), v: encoder(), metric: cosine({ temperature: "learned" }), loss: conditional() },
    halvesOf(mnist.train.raw.images, cut, count),
    { epochs, batchSize: 256, optimizer: adam({ learningRate: 0.002 }), seed: 1 },
  );
  const scores = await model.scores(halvesOf(mnist.test.raw.images, cut, heldOut));
  const results: HeldOutHalves = { coverage: [], setSize: [], calibrationError: [], systematicError: [], auroc: [] };
  for (let seed = 1; seed <= seeds; seed++) {
    const order = createGenerator(seed).permutation(heldOut);
    const known = among(scores, order.subarray(0, heldOut / 2));
    const fresh = among(scores, order.subarray(heldOut / 2));
    const temperature = await fitTemperature(known);
    const [taught, asked] = [scaledScores(known, temperature), scaledScores(fresh, temperature)];
    const threshold = conformalThreshold(conformalCalibration(searchedLogRatios(taught)), 0.9);
    const { coverage, meanSize } = setQuality(asked, threshold);
    results.coverage.push(coverage);
    results.setSize.push(meanSize);
    const reliability = calibration(asked);
    results.calibrationError.push(reliability.expectedCalibrationError);
    results.systematicError.push(systematicError(reliability));
    results.auroc.push(partnerDetection(asked, partnerCalibration(taught)!)!.auroc);
  }
  return results;
}

/** The calibration error whose squares, bin by bin, lack the variance of a count (Kumar, Liang and Ma 2019). */
function systematicError({ curve }: Calibration): number {
  const total = curve.reduce((sum, { count }) => sum + count, 0);
  const gap = ({ confidence, accuracy, count }: CalibrationBin) =>
    Math.sqrt(Math.max(0, (confidence - accuracy) ** 2 - (confidence * (1 - confidence)) / count));
  return curve.reduce((sum, bin) => sum + bin.count * gap(bin), 0) / total;
}

function halvesOf(images: Uint8Array, cut: HalvesSize["cut"], count: number) {
  const half = (which: 0 | 1) => ({
    data: Float32Array.from({ length: count * HALF }, (_, at) => {
      const pixel = at % HALF;
      const place = cut === "across" ? which * HALF + pixel : 2 * pixel + which;
      return images[Math.floor(at / HALF) * 2 * HALF + place]! / 255;
    }),
    shape: [count, HALF],
  });
  return arrayPairs(half(0), half(1));
}

/** Pixels of half a digit. */
const HALF = 14 * 28;

const among = ({ u, v, scale }: FactoredScores, rows: Int32Array): FactoredScores =>
  factoredScores({ u: takeRows(u, rows), v: takeRows(v, rows), scale });
