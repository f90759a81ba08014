import { parentPort, workerData } from "node:worker_threads";
import { chunksOf } from "./generate.js";
import { createOcean } from "./ocean.js";

/** What a thread of `generatePairs` runs: its share of the chunks, handed over without copies. */
const { settings, range, thread } = workerData;
for (const chunk of chunksOf(createOcean(settings), range, thread))
  parentPort?.postMessage(chunk, [chunk.u.buffer as ArrayBuffer, chunk.v.buffer as ArrayBuffer]);
