import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFileAtomic } from "@crosstilt/formats/node";
import type { OceanModelName } from "./models.js";
import type { BothWays } from "./recall.js";

/** Retrieval after an epoch, on the first pairs of the training and of the test set. */
export interface CurvePoint {
  readonly epoch: number;
  readonly train: BothWays;
  readonly test: BothWays;
}

/** The curves of the models trained so far. */
export type OceanCurves = Readonly<Partial<Record<OceanModelName, readonly CurvePoint[]>>>;

/** A training curve kept in a file, so that a resumed run has all of it. */
export interface CurveFile {
  load(): Promise<readonly CurvePoint[]>;
  /** Adds a point and returns the curve; one of the same or a later epoch is replaced, because a killed run takes its last steps again. */
  add(point: CurvePoint): Promise<readonly CurvePoint[]>;
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
      const curve = [...(await load()).filter(({ epoch }) => epoch < point.epoch), point];
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, `${JSON.stringify(curve, null, 2)}\n`);
      return curve;
    },
    clear: () => rm(path, { force: true }),
  };
}
