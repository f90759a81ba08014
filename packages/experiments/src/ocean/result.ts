import type { OceanBaselines } from "./baselines.js";
import type { OceanModelName } from "./models.js";
import type { BothWays } from "./recall.js";
import type { OceanRunSettings } from "./settings.js";
import type { CurvePoint } from "./training-curve.js";

/** What is measured of one model, on as many training as test pairs. */
export interface OceanModelResult {
  readonly test: BothWays;
  readonly train: BothWays;
  readonly curve: readonly CurvePoint[];
  /** Mean loss of every epoch. */
  readonly losses: readonly number[];
  readonly temperature: number;
  readonly parameters: number;
}

/** A potential and a path, for pictures. */
export interface FieldExample {
  readonly coefficients: readonly number[];
  /** Points (x, y), the start included. */
  readonly path: readonly (readonly [number, number])[];
}

/** A path, its potential, and the one that the transformer retrieves for it. */
export interface RetrievedExample {
  readonly index: number;
  readonly retrieved: number;
  readonly truth: FieldExample;
  readonly found: FieldExample;
}

export interface OceanResult {
  readonly models: Readonly<Record<OceanModelName, OceanModelResult>>;
  readonly baselines: OceanBaselines;
  /** The first test path, and the first whose own potential is not the one retrieved, if there is any. */
  readonly examples: readonly RetrievedExample[];
  readonly seconds: number;
  readonly backend: string;
  readonly threads: number;
  readonly settings: OceanRunSettings;
}
