// node run.mjs [FILE]: which currents carried the drifters of a CSV or NetCDF-3 file?
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createOcean,
  decodeDrifters,
  drawCoefficients,
  logLikelihoods,
  posterior,
  projectDrifters,
  resamplePath,
  velocityField,
} from "@crosstilt/dataset-ocean";
import { region } from "./region.mjs";

/** Fields of the gallery, and the points to which tracks are resampled; every second one gives a velocity. */
const [CANDIDATES, POINTS] = [2000, 100];
/** Errors of the velocities in the model's units: 0.1 from fixes that are 20 m off, and room for what lies between them. */
const reading = { stride: 2, noise: 0.5 };

/** Encodes one path as the posterior mean of the coefficients, and ranks the gallery by likelihood. */
function findCurrent(law, gallery, path, speedUnit) {
  const { start, duration, positions } = resamplePath(path, POINTS);
  const ocean = { ...law, starts: [start], settings: { ...law.settings, points: POINTS, duration } };
  const scores = logLikelihoods(ocean, positions, gallery, reading);
  const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
  const { mean } = posterior(ocean, positions, reading);
  const current = velocityField(ocean, mean).velocity(...start, 0);
  return {
    drifter: path.id,
    candidates: order.slice(0, 3).map((field) => ({ field, logLikelihood: scores[field] - scores[order[0]] })),
    embedding: [...mean],
    metresPerSecondAtStart: current.map((value) => value * speedUnit),
  };
}

const file = process.argv[2] ?? fileURLToPath(new URL("drifters.csv", import.meta.url));
try {
  const tracks = decodeDrifters(await readFile(file), { name: basename(file) });
  const { paths, speedUnit } = projectDrifters(tracks, region);
  const law = createOcean({ seed: 1 });
  const gallery = Float64Array.from(
    Array.from({ length: CANDIDATES }, (_, field) => [...drawCoefficients(law, field)]).flat(),
  );
  const found = paths.map((path) => findCurrent(law, gallery, path, speedUnit));
  console.log(JSON.stringify({ file: basename(file), missing: tracks.missing, drifters: found }, null, 2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
