import { createGenerator, type Generator } from "@crosstilt/core";
import { type OceanSettings, oceanSettings } from "./settings.js";
import { lowestWavevectors, type Wavevector, wavenumber } from "./wavevectors.js";

/** A place on the torus [0, 1]². */
export type Place = readonly [number, number];

/** The law of the potentials of a data set: what all its pairs share. */
export interface Ocean {
  readonly settings: OceanSettings;
  readonly wavevectors: readonly Wavevector[];
  /** ω_k of each wavevector. */
  readonly frequencies: readonly number[];
  /** Standard deviation of the real and of the imaginary part of ψ_k. */
  readonly deviations: readonly number[];
  /** Where the drifters start. */
  readonly starts: readonly Place[];
}

/**
 * Potentials `ψ(x, t) = Re Σ_k ψ_k e^{i(ω_k t + 2π k·x)}` with independent complex Gaussian ψ_k of standard deviation
 * ∝ |k|^−p, scaled so that the velocity `w = J∇ψ` has the given rms speed.
 *
 * @throws for impossible settings.
 * @example
 * const { wavevectors, frequencies } = createOcean({ seed: 1 });
 */
export function createOcean(given: Partial<OceanSettings> = {}): Ocean {
  const settings = oceanSettings(given);
  const generator = createGenerator(settings.seed);
  const wavevectors = lowestWavevectors(settings.modes);
  const frequency = generator.fork("frequencies");
  return {
    settings,
    wavevectors,
    frequencies: wavevectors.map(() => settings.frequencyDeviation * frequency.normal()),
    deviations: spectrum(wavevectors, settings),
    starts: startingPlaces(settings.drifters, generator.fork("starts")),
  };
}

/** The 2K real coefficients of pair `index`: all real parts of ψ_k, then all imaginary parts. */
export function drawCoefficients({ settings, deviations }: Ocean, index: number): Float64Array {
  const generator = pairGenerator(settings.seed, index, "potential");
  const both = [...deviations, ...deviations];
  return Float64Array.from(both, (deviation) => deviation * generator.normal());
}

/** Randomness of one pair for one purpose, whatever was drawn before. */
export const pairGenerator = (seed: number, index: number, purpose: string): Generator =>
  createGenerator(seed).fork(`pair ${index}`).fork(purpose);

/** `E|w|² = Σ_k (2π|k|)² s_k²` for standard deviations s_k. */
function spectrum(wavevectors: readonly Wavevector[], { decay, rmsSpeed }: OceanSettings): number[] {
  const shape = wavevectors.map((k) => wavenumber(k) ** -decay);
  const square = wavevectors.reduce((sum, k, i) => sum + (2 * Math.PI * wavenumber(k) * shape[i]!) ** 2, 0);
  return shape.map((value) => (value * rmsSpeed) / Math.sqrt(square));
}

function startingPlaces(drifters: number, generator: Generator): Place[] {
  const others = Array.from({ length: drifters - 1 }, (): Place => [generator.uniform(), generator.uniform()]);
  return [[0.75, 0.75], ...others];
}
