import type { Assimilation } from "./assimilation.js";
import type { AssimilationExample } from "./assimilation-example.js";
import type { OceanBaselines } from "./baselines.js";
import type { RetrievedExample } from "./examples.js";
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
  /** Its conditional over the gallery as a law of the velocities. */
  readonly assimilation: Assimilation;
}

/** What is measured of every model; the one on fresh paths is left out at some scales. */
export type OceanModels = Readonly<Record<Exclude<OceanModelName, "freshTransformer">, OceanModelResult>> & {
  readonly freshTransformer?: OceanModelResult;
};

/** What is measured of the general quadratic model. */
export interface QuadraticResult {
  readonly test: BothWays;
  /** Rank of M(v). */
  readonly rank: number;
  /** Learned standard deviation of the velocity at every place. */
  readonly noise: readonly number[];
  readonly losses: readonly number[];
}

export interface OceanResult {
  readonly models: OceanModels;
  readonly quadratic: QuadraticResult;
  readonly baselines: OceanBaselines;
  /** The first test path, and the first whose own potential is not the one retrieved, if there is any. */
  readonly examples: readonly RetrievedExample[];
  /** The first test path, assimilated by the transformer and exactly. */
  readonly assimilation: AssimilationExample;
  readonly seconds: number;
  readonly backend: string;
  readonly threads: number;
  readonly settings: OceanRunSettings;
}
