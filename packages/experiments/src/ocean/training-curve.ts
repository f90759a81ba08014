import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFileAtomic } from "@crosstilt/formats/node";
import type { BothWays } from "./recall.js";

/** Retrieval after an epoch, on the first pairs of the training and of the test set. */
export interface CurvePoint {
  readonly epoch: number;
  readonly train: BothWays;
  readonly test: BothWays;
}

/** A training curve kept in a file, so that a resumed run has all of it. */
export interface CurveFile {
  load(): Promise<readonly CurvePoint[]>;
  /** Adds a point; one of the same or a later epoch is replaced, because a killed run takes its last steps again. */
  add(point: CurvePoint): Promise<void>;
  clear(): Promise<void>;
}

/** The curve in the file at `path`; empty when there is none. */
export function curveFile(path: string): CurveFile {
  const load = async (): Promise<readonly CurvePoint[]> =>
    readFile(path, "utf8").then(
      (text) => JSON.parse(text) as CurvePoint[],
      () => [],
    );
  return {
    load,
    async add(point) {
      const earlier = (await load()).filter(({ epoch }) => epoch < point.epoch);
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, `${JSON.stringify([...earlier, point], null, 2)}\n`);
    },
    clear: () => rm(path, { force: true }),
  };
}
