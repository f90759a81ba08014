import type { Scale } from "../scale.js";

/** How the experiments of three modalities run. */
export interface ModalitiesSettings {
  readonly seed: number;
  readonly xor: {
    readonly tuples: number;
    readonly test: number;
    /** Numbers a view has, and the deviation of their noise; each shows its bit as ±1. */
    readonly features: number;
    readonly noise: number;
    readonly epochs: number;
    readonly batchSize: number;
  };
  readonly equicorrelated: {
    /** The correlation whose factor is reported, and those of the figure. */
    readonly rho: number;
    readonly others: readonly number[];
    readonly tuples: number;
    readonly epochs: number;
    readonly batchSize: number;
  };
}

const laptop: Omit<ModalitiesSettings, "seed"> = {
  xor: { tuples: 8192, test: 2000, features: 8, noise: 0.5, epochs: 20, batchSize: 256 },
  equicorrelated: { rho: 0.4, others: [0.15, 0.3, 0.5], tuples: 65_536, epochs: 12, batchSize: 1024 },
};

const byScale: Readonly<Record<Scale, Omit<ModalitiesSettings, "seed">>> = {
  paper: laptop,
  laptop,
  smoke: {
    xor: { ...laptop.xor, tuples: 2048, test: 400, epochs: 12 },
    equicorrelated: { ...laptop.equicorrelated, others: [], tuples: 16_384, epochs: 12, batchSize: 256 },
  },
};

export const modalitiesSettings = (scale: Scale, seed: number): ModalitiesSettings => ({ seed, ...byScale[scale] });
