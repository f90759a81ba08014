import { demand, describe } from "@crosstilt/core";

/** Everything that decides the pairs of a data set; the same settings give the same bits. */
export interface OceanSettings {
  /** Seed of frequencies, starts, potentials and noise; default 1. */
  readonly seed: number;
  /** Wavevectors: the lowest of a half plane, k = 0 left out; default 49. */
  readonly modes: number;
  /** p of the spectrum: standard deviations ∝ |k|^−p; default 4. */
  readonly decay: number;
  /** Root mean square of |w|, in domain lengths a unit of time; default 20. */
  readonly rmsSpeed: number;
  /** Standard deviation of the frequencies ω_k; default 20. */
  readonly frequencyDeviation: number;
  /** Length T of a path; default 0.1. */
  readonly duration: number;
  /** Recorded points of a path, at times `T i / points`, i = 1..points; default 1000. */
  readonly points: number;
  /** Drifters a path follows at once; the first starts at (0.75, 0.75), the others at places drawn once; default 1. */
  readonly drifters: number;
  /** Standard deviation of independent errors of the recorded positions; default 0. */
  readonly observationNoise: number;
  /** κ of Brownian forcing, `dx = w dt + √(2κ) dW`; default 0. */
  readonly diffusivity: number;
}

/** The paper's setting (§5), with what it leaves open decided: spectrum, speed, frequencies. */
export const paperSettings: OceanSettings = {
  seed: 1,
  modes: 49,
  decay: 4,
  rmsSpeed: 20,
  frequencyDeviation: 20,
  duration: 0.1,
  points: 1000,
  drifters: 1,
  observationNoise: 0,
  diffusivity: 0,
};

const counts = ["modes", "points", "drifters"] as const;
const positive = ["rmsSpeed", "duration"] as const;
const notNegative = ["decay", "frequencyDeviation", "observationNoise", "diffusivity"] as const;

/** Given settings completed by the paper's; refuses impossible ones by name. */
export function oceanSettings(given: Partial<OceanSettings> = {}): OceanSettings {
  const settings = { ...paperSettings, ...given };
  const check = (names: readonly (keyof OceanSettings)[], expected: string, accepts: (value: number) => boolean) => {
    for (const name of names)
      demand(accepts(settings[name]), () => ({ argument: name, expected, received: describe(settings[name]) }));
  };
  check(counts, "a whole number from 1 up", (value) => Number.isInteger(value) && value >= 1);
  check(positive, "a number above 0", (value) => Number.isFinite(value) && value > 0);
  check(notNegative, "a number from 0 up", (value) => Number.isFinite(value) && value >= 0);
  check(["seed"], "an integer", Number.isSafeInteger);
  return settings;
}
