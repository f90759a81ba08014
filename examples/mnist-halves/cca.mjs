// The linear baseline: canonical correlation analysis of the same dimension, in its best of several settings.

import { factoredScores } from "@crosstilt/core";
import { evaluateRetrieval } from "@crosstilt/evaluation";
import { canonicalCorrelations, plugInLaw, streamMoments } from "@crosstilt/gaussian";

const VALIDATION = 2000;

const rowsOf = ({ data }, width, from, to) =>
  Array.from({ length: to - from }, (_, i) => data.subarray((from + i) * width, (from + i + 1) * width));

function* batches(u, v, width, count) {
  for (let start = 0; start < count; start += 500) {
    const end = Math.min(count, start + 500);
    yield { u: rowsOf(u, width, start, end), v: rowsOf(v, width, start, end) };
  }
}

/** Unit rows of canonical variates, each weighted by a power of its correlation. */
function project(samples, width, { mean, directions, weights }) {
  const count = samples.data.length / width;
  const dimension = directions.length;
  const vectors = new Float32Array(count * dimension);
  for (let i = 0; i < count; i++) {
    const row = samples.data.subarray(i * width, (i + 1) * width);
    const variates = directions.map(
      (x, k) => weights[k] * x.reduce((sum, value, j) => sum + value * (row[j] - mean[j]), 0),
    );
    const norm = Math.hypot(...variates) || 1;
    variates.forEach((value, k) => {
      vectors[i * dimension + k] = value / norm;
    });
  }
  return { vectors, dimension };
}

/**
 * Recall of CCA on test pairs. The ridge (a share of the mean variance) and the weighting by correlation are those that do
 * best on pairs kept from training.
 */
export async function ccaRecall(arrays, dimension, ridges) {
  const [trainU, trainV] = [arrays["train-upper"], arrays["train-lower"]];
  const width = trainU.shape[1] * trainU.shape[2];
  const kept = Math.min(VALIDATION, Math.floor(trainU.shape[0] / 5));
  const count = trainU.shape[0] - kept;
  const moments = await streamMoments(batches(trainU, trainV, width, count));
  const scale = moments.scatter.reduce((sum, row, i) => sum + row[i], 0) / moments.count / moments.mean.length;
  const mean = { u: moments.mean.slice(0, width), v: moments.mean.slice(width) };
  const settings = ridges.flatMap((ridge) => {
    const law = plugInLaw(moments, { ridge: ridge * scale });
    const { sigma, directionsU, directionsV } = canonicalCorrelations(law);
    return [0, 1].map((power) => {
      const weights = sigma.slice(0, dimension).map((value) => value ** power);
      const side = (name, directions) => ({ mean: mean[name], directions: directions.slice(0, dimension), weights });
      return { ridge, power, u: side("u", directionsU), v: side("v", directionsV) };
    });
  });
  const recall = ({ u, v }, upper, lower) => {
    return evaluateRetrieval(factoredScores({ u: project(upper, width, u), v: project(lower, width, v) })).uToV.metrics;
  };
  const last = ({ data }) => ({ data: data.subarray(count * width) });
  const judged = settings.map((setting) => ({ setting, r1: recall(setting, last(trainU), last(trainV))["recall@1"] }));
  const { setting } = judged.reduce((best, other) => (other.r1 > best.r1 ? other : best));
  const metrics = recall(setting, arrays["test-upper"], arrays["test-lower"]);
  return { ridge: setting.ridge, weightedByCorrelation: setting.power === 1, ...metrics };
}
