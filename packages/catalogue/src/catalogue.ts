import { createRegistry, type Registry } from "@crosstilt/core";
import { encoders } from "@crosstilt/encoders";
import { kernels, losses } from "@crosstilt/losses";
import { metrics } from "@crosstilt/metrics";
import type { DatasetFactory, EncoderFactory, KernelFactory, LossFactory, MetricFactory } from "./factories.js";
import { namingKernels } from "./naming-kernels.js";

/** Everything that can be chosen by name. */
export interface Catalogue {
  readonly losses: Registry<LossFactory>;
  readonly metrics: Registry<MetricFactory>;
  readonly encoders: Registry<EncoderFactory>;
  readonly kernels: Registry<KernelFactory>;
  readonly datasets: Registry<DatasetFactory>;
}

export interface CatalogueOptions {
  /** Data sets to begin with: they read files, so a catalogue for every platform has none of its own. */
  readonly datasets?: readonly DatasetFactory[];
}

/**
 * A catalogue of all built-in parts; plugins are added with {@link addPlugin}. Losses that take kernels take every kernel
 * of the catalogue by name.
 *
 * @example
 * const { losses } = createCatalogue();
 * const loss = losses.get("conditional")({ lambdaU: 2, lambdaV: 0 });
 */
export function createCatalogue({ datasets = [] }: CatalogueOptions = {}): Catalogue {
  const kernelsByName = createRegistry<KernelFactory>("kernel", kernels as readonly KernelFactory[]);
  const lossesByName = createRegistry<LossFactory>("loss", losses as readonly LossFactory[]);
  return {
    losses: {
      ...lossesByName,
      get: (name) => namingKernels(lossesByName.get(name), kernelsByName),
      all: () => lossesByName.all().map((loss) => namingKernels(loss, kernelsByName)),
    },
    metrics: createRegistry<MetricFactory>("metric", metrics as readonly MetricFactory[]),
    encoders: createRegistry<EncoderFactory>("encoder", encoders as readonly EncoderFactory[]),
    kernels: kernelsByName,
    datasets: createRegistry<DatasetFactory>("dataset", datasets),
  };
}
