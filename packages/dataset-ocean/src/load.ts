import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { type DatasetSplits, defineDataset, type OptionSchema } from "@crosstilt/core";
import { cachedPairs, type Origin } from "./cache.js";
import { type GenerateOptions, generatePairs, type OceanArrays } from "./generate.js";
import { createOcean, type Ocean } from "./ocean.js";
import { type OceanPairs, oceanPairs } from "./ocean-pairs.js";
import { type OceanSettings, paperSettings } from "./settings.js";

export interface OceanOptions
  extends Partial<OceanSettings>,
    Pick<GenerateOptions, "threads" | "signal" | "onProgress"> {
  /** Training pairs; default 32 268. */
  readonly train?: number;
  /** Test pairs; default 32 268. */
  readonly test?: number;
  /** Folder of the cache, or null for none; default the user's cache folder. */
  readonly cache?: string | null;
}

export interface OceanMetadata extends Readonly<Record<string, unknown>> {
  readonly settings: OceanSettings;
  readonly wavevectors: Ocean["wavevectors"];
  readonly frequencies: readonly number[];
  readonly deviations: readonly number[];
  readonly starts: Ocean["starts"];
  readonly units: Readonly<Record<string, string>>;
}

export interface OceanSplits extends DatasetSplits {
  readonly train: OceanPairs;
  readonly test: OceanPairs;
  readonly metadata: OceanMetadata;
  /** The law the pairs are drawn from. */
  readonly ocean: Ocean;
  /** Whether the cache was of use. */
  readonly origin: { readonly train: Origin; readonly test: Origin };
}

/** Pairs of the paper, and where those of the test set begin, so that any number may be trained on. */
const PAPER_PAIRS = 32_268;
const FIRST_TEST_PAIR = 1_000_000_000;

/**
 * Random currents and drifters' paths (§5): made on several threads the first time, read from a checked cache after that.
 *
 * @throws for impossible settings, and the signal's reason when it aborts.
 * @example
 * const { train, test, metadata } = await loadOcean({ points: 200, onProgress: (done, total) => report(done / total) });
 */
export async function loadOcean(options: OceanOptions = {}): Promise<OceanSplits> {
  const {
    train = PAPER_PAIRS,
    test = PAPER_PAIRS,
    cache = defaultCache(),
    threads,
    signal,
    onProgress,
    ...given
  } = options;
  const ocean = createOcean(given);
  const load = (first: number, count: number, before: number) => {
    const report = (done: number) => onProgress?.(before + done, train + test);
    return pairsFrom(ocean, cache, { first, count, threads, signal, onProgress: report });
  };
  const training = await load(0, train, 0);
  const held = await load(FIRST_TEST_PAIR, test, train);
  return {
    train: oceanPairs(ocean, training),
    test: oceanPairs(ocean, held),
    metadata: describeOcean(ocean),
    ocean,
    origin: { train: training.origin, test: held.origin },
  };
}

const option = (name: keyof OceanSettings, description: string, limits: object = {}) =>
  ({ type: "number", default: paperSettings[name], description, ...limits }) as const;
const whole = { integer: true, minimum: 1 };

/** {@link loadOcean} as a data set for configurations and the command line. */
export const ocean = defineDataset({
  name: "ocean",
  summary: "Random ocean currents and the paths of drifters in them.",
  source: "arXiv:2505.24134 §5",
  options: {
    seed: option("seed", "seed of all randomness", { integer: true }),
    modes: option("modes", "wavevectors of the potential", whole),
    decay: option("decay", "p of the spectrum |k|^-p", { minimum: 0 }),
    rmsSpeed: option("rmsSpeed", "root mean square speed", { above: 0 }),
    frequencyDeviation: option("frequencyDeviation", "standard deviation of the frequencies", { minimum: 0 }),
    duration: option("duration", "length of a path in time", { above: 0 }),
    points: option("points", "recorded points of a path", whole),
    drifters: option("drifters", "drifters followed at once", whole),
    observationNoise: option("observationNoise", "standard deviation of position errors", { minimum: 0 }),
    diffusivity: option("diffusivity", "diffusivity of Brownian forcing", { minimum: 0 }),
    train: { type: "number", default: PAPER_PAIRS, description: "training pairs", ...whole },
    test: { type: "number", default: PAPER_PAIRS, description: "test pairs", ...whole },
  } satisfies OptionSchema,
  load: loadOcean,
});

async function pairsFrom(
  law: Ocean,
  cache: string | null,
  options: GenerateOptions,
): Promise<OceanArrays & { origin: Origin }> {
  if (cache === null) return { ...(await generatePairs(law, options)), origin: "made" };
  return cachedPairs(law, join(cache, fileName(law, options)), options);
}

function fileName({ settings }: Ocean, { first = 0, count }: GenerateOptions): string {
  const hash = createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 12);
  return `${hash}-${first}-${count}.safetensors`;
}

const defaultCache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "crosstilt", "ocean");

function describeOcean({ settings, wavevectors, frequencies, deviations, starts }: Ocean): OceanMetadata {
  const units = {
    length: "sides of the periodic square",
    time: "the unit in which the duration is given",
    frequency: "radians a unit of time",
    coefficients: "potential: real parts of ψ_k, then imaginary parts",
  };
  return { settings, wavevectors, frequencies, deviations, starts, units };
}
