// Writes drifters.csv: two synthetic drifters, ten days of hourly fixes with errors of 20 m, in the field number 7 of the
// ocean with seed 1. Some fixes are missing, and one drifter is silent for half a day, as real ones are.
import { writeFile } from "node:fs/promises";
import { createGenerator } from "@crosstilt/core";
import { createOcean, createTracer, drawCoefficients } from "@crosstilt/dataset-ocean";
import { region } from "./region.mjs";

const ocean = createOcean({ seed: 1 });
const coefficients = drawCoefficients(ocean, 7);
const generator = createGenerator(1).fork("fixes");
const metresPerDegree = (6_371_008.8 * Math.PI) / 180;
const start = Date.UTC(2024, 4, 1);
const lines = ["id,time,lon,lat"];

for (const [id, place] of Object.entries({ "buoy-17": [0.75, 0.75], "buoy-21": [0.3, 0.4] })) {
  const add = (hour, x, y) => {
    const [east, north] = [x, y].map((value) => (value - 0.5) * region.side + 20 * generator.normal());
    const lat = region.centre[1] + north / metresPerDegree;
    const lon = region.centre[0] + east / (metresPerDegree * Math.cos((region.centre[1] * Math.PI) / 180));
    const lost = generator.uniform() < 0.02;
    const silent = id === "buoy-21" && hour > 100 && hour <= 112;
    const time = new Date(start + hour * 3_600_000).toISOString();
    if (!silent) lines.push(`${id},${time},${lost ? "" : `${lon.toFixed(6)}`},${lat.toFixed(6)}`);
  };
  add(0, ...place);
  createTracer(ocean)({ coefficients, start: place, duration: 0.1, points: 240 }, (i, x, y) => add(i + 1, x, y));
}
await writeFile(new URL("drifters.csv", import.meta.url), `${lines.join("\n")}\n`);
